/** Which stretches of the class video a practice plays: its parts, one after the other. Pure. */

import type { Part, Routine } from "@eightcount/runtime";

/** Parts that follow each other without a gap, seconds of the class video. */
export interface Stretch {
  /** Where it is played from: some steps before, to find the beat. */
  readonly fromS: number;
  readonly startS: number;
  readonly endS: number;
  /** Where it is played to: the last step is judged by what comes shortly after, too. */
  readonly toS: number;
  /** Of their parts, from 1. */
  readonly parts: readonly number[];
}

/** Steps before a stretch, where the video has them. */
const LEAD_STEPS = 4;
/** A step is judged that long after its point. */
const TAIL_S = 0.7;
/** Parts nearer than this to each other are danced in one go. */
const JOINED_S = 0.05;

/**
 * The stretches of some parts. Throws a `RangeError` for a part that is not there, or for none.
 *
 * @param lateS so much later than the class plays it the last step is danced, by this device's latency; class seconds
 */
export function stretchesOf(routine: Routine, numbers: readonly number[], lateS = 0): readonly Stretch[] {
  const { rate, frames } = routine.video;
  const videoS = frames / (rate[0] / rate[1]);
  const stretches: Stretch[] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const part = routine.parts[number - 1];
    if (!part) throw new RangeError(`This class has no part ${number}.`);
    const [startS, endS] = spanOf(part);
    const toS = Math.min(endS + TAIL_S + Math.max(lateS, 0), videoS);
    const last = stretches.at(-1);
    if (last && last.parts.at(-1) === number - 1 && startS - last.endS < JOINED_S) {
      stretches[stretches.length - 1] = { ...last, endS, toS, parts: [...last.parts, number] };
    } else {
      const fromS = Math.max(0, startS - LEAD_STEPS * stepS(part));
      stretches.push({ fromS, startS, endS, toS, parts: [number] });
    }
  }
  if (stretches.length === 0) throw new RangeError("Choose a part to dance.");
  return stretches;
}

/** Where to go on after a break at a second of a stretch: some steps before it, to find the beat again. */
export function goOnAtS(routine: Routine, stretch: Stretch, atS: number): number {
  const part = routine.parts[(stretch.parts[0] ?? 1) - 1] as Part;
  return Math.min(Math.max(stretch.fromS, atS - LEAD_STEPS * stepS(part)), stretch.toS);
}

function spanOf({ steps }: Part): readonly [number, number] {
  return [steps[0]?.start.videoS ?? 0, steps.at(-1)?.point.at.videoS ?? 0];
}

function stepS(part: Part): number {
  const [startS, endS] = spanOf(part);
  return (endS - startS) / Math.max(part.steps.length, 1);
}
