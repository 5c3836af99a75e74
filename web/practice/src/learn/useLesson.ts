/** A lesson's player for a page: made for its video, told every change of what is wished, with a voice once one is needed. */

import type { Pack } from "@eightcount/runtime";
import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { language } from "../i18n";
import { type Player, playerOf } from "./player";
import { isRunning, type Setting, type Shown, STOPPED } from "./shown";
import { openVoice, type Voice } from "./voice";

interface LessonPlayed {
  readonly shown: Shown;
  /** The voice cannot be had; the counts are still shown. */
  readonly mute: boolean;
  readonly player: Player | null;
  /** Begins, goes on or pauses: from a tap, which lets the voice be heard. */
  toggle(): void;
  restart(): void;
}

export function useLesson(
  pack: Pack,
  video: RefObject<HTMLVideoElement | null>,
  setting: Setting,
): LessonPlayed {
  const [player, setPlayer] = useState<Player | null>(null);
  const [mute, setMute] = useState(false);
  const first = useRef(setting);
  const voice = useRef<Promise<Voice> | null>(null);

  useEffect(() => {
    if (!video.current) return;
    const made = playerOf(video.current, pack.routine, first.current);
    setPlayer(made);
    return () => {
      made.dispose();
      void voice.current?.then((opened) => opened.close());
      voice.current = null;
    };
  }, [pack, video]);

  useEffect(() => {
    first.current = setting;
    player?.change(setting);
  }, [player, setting]);

  const shown = useSyncExternalStore(player?.listen ?? nothing, player?.shown ?? before);

  /** The first tap waits for the voice, so that the first count-in is heard. */
  function voiced(then: (player: Player) => void): void {
    if (!player) return;
    if (setting.counting === "off" || voice.current) {
      then(player);
      return;
    }
    voice.current = openVoice(language());
    void voice.current.then(
      (opened) => {
        player.speakBy(opened);
        then(player);
      },
      () => {
        voice.current = null;
        setMute(true);
        then(player);
      },
    );
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
