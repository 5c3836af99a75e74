/** A routine of as many parts, a beat every half second; each part after the first begins where the one before ends. */

import type { Routine, Step } from "@eightcount/runtime";

const BEAT_S = 0.5;

/** @param gapS between the last two parts */
export function aRoutine(parts: number, firstS = 1, gapS = 0): Routine {
  const instant = (videoS: number) => ({ songS: videoS + 10, videoS });
  const step = (startS: number): Step => ({
    start: instant(startS),
    point: { at: instant(startS + BEAT_S), frame: 0, targets: null, weights: [] },
  });
  const starts = Array.from({ length: parts }, (_, index) => {
    return firstS + index * 8 * BEAT_S + (index === parts - 1 && index > 0 ? gapS : 0);
  });
  return {
    video: { width: 720, height: 1280, rate: [30, 1], frames: 30 * 60 },
    offsetS: 10,
    rate: 1,
    parts: starts.map((startS) => ({
      name: null,
      steps: Array.from({ length: 8 }, (_, index) => step(startS + index * BEAT_S)),
    })),
    problems: [],
    scoring: null,
  };
}
