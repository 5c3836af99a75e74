/** The count-in for the dance screen, with a voice that a tap has opened. */

import type { Pack } from "@eightcount/runtime";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { language } from "../i18n";
import { openVoice, type Voice } from "../learn/voice";
import { countIn } from "./countIn";
import type { Phase } from "./phase";
import type { Wished } from "./usePractice";

interface CountInShown {
  /** The count that is spoken now, if one is. */
  readonly lead: number | null;
  /** From a tap. */
  readonly open: () => void;
}

export function useCountIn(
  pack: Pack,
  video: RefObject<HTMLVideoElement | null>,
  { parts, speed }: Wished,
  at: Phase["at"],
): CountInShown {
  const [lead, show] = useState<number | null>(null);
  const opening = useRef<Promise<Voice | null> | null>(null);
  const voice = useRef<Voice | null>(null);
  const isDancing = at === "dancing";

  // The first count may be the first thing that is heard: the voice wakes while it is counted down.
  useEffect(() => {
    if (at === "counting") voice.current?.wake();
    if (at === "check") voice.current?.rest();
  }, [at]);

  useEffect(() => {
    if (!isDancing || !video.current) return;
    return countIn(video.current, { routine: pack.routine, parts, speed }, () => voice.current, show);
  }, [pack, video, parts, speed, isDancing]);

  useEffect(
    () => () => {
      void opening.current?.then((opened) => opened?.close());
      opening.current = null;
    },
    [],
  );

  // Without a voice the counts are shown all the same.
  const open = useCallback(() => {
    opening.current ??= openVoice(language()).catch(() => null);
    void opening.current.then((opened) => {
      voice.current = opened;
      opened?.rest();
    });
  }, []);
  return { lead, open };
}
