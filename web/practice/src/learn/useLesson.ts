/** A lesson's player for a page: made for its video, told every change of what is wished, with a voice once one is needed. */

import type { Pack } from "@eightcount/runtime";
import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { language } from "../i18n";
import { type Player, playerOf } from "./player";
import { isRunning, type Setting, type Shown, STOPPED } from "./shown";
import { openVoice } from "./voice";
import { type Voicing, voicing } from "./voicing";

interface LessonPlayed {
  readonly shown: Shown;
  /** The voice cannot be had; the counts are still shown. */
  readonly mute: boolean;
  readonly player: Player | null;
  /** Begins, goes on or pauses: from a tap, which lets the voice be heard. */
  toggle(): void;
  restart(): void;
}

/** A player, and how it comes to its voice. */
interface Lesson extends Voicing {
  readonly player: Player;
}

export function useLesson(
  pack: Pack,
  video: RefObject<HTMLVideoElement | null>,
  setting: Setting,
): LessonPlayed {
  const [lesson, hold] = useState<Lesson | null>(null);
  const [mute, setMute] = useState(false);
  const first = useRef(setting);
  const player = lesson?.player ?? null;

  useEffect(() => {
    if (!video.current) return;
    const made = playerOf(video.current, pack.routine, first.current);
    const voiced = voicing({
      open: () => openVoice(language()),
      opened(voice) {
        made.speakBy(voice);
        setMute(false);
      },
      lacks: () => setMute(true),
    });
    hold({ player: made, ...voiced });
    return () => {
      voiced.close();
      made.dispose();
    };
  }, [pack, video]);

  useEffect(() => {
    first.current = setting;
    player?.change(setting);
  }, [player, setting]);

  const shown = useSyncExternalStore(player?.listen ?? nothing, player?.shown ?? before);

  function voiced(wish: (player: Player) => void): void {
    if (!lesson) return;
    const does = () => wish(lesson.player);
    // Whoever stops it waits for no voice.
    if (setting.counting === "off" || isRunning(lesson.player.shown())) lesson.now(does);
    else lesson.ask(does);
  }

  return {
    shown,
    mute,
    player,
    toggle: () =>
      voiced((each) => {
        if (isRunning(each.shown())) each.pause();
        else each.play();
      }),
    restart: () => voiced((each) => each.restart()),
  };
}

function nothing(): () => void {
  return () => undefined;
}

function before(): Shown {
  return STOPPED;
}
