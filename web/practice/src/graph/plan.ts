/** Which stretches of the class video a practice plays: its parts, one after the other. Pure. */

import type { Part, Routine } from "@eightcount/runtime";
import { endOf, lengthOf, type Run, runsOf, startOf } from "./runs";

/** Danced in one go, seconds of the class video. */
export interface Stretch extends Run {
  /** Where it is played from: some steps before, to find the beat. */
  readonly fromS: number;
  /** Where it is played to: the last step is judged by what comes shortly after, too. */
  readonly toS: number;
}

/** Steps before a stretch, where the video has them. */
const LEAD_STEPS = 4;
/** A step is judged that long after its point. */
const TAIL_S = 0.7;

/**
 * The stretches of some parts. Throws a `RangeError` for a part that is not there, or for none.
 *
 * @param lateS so much later than the class plays it the last step is danced, by this device's latency; class seconds
 */
export function stretchesOf(routine: Routine, numbers: readonly number[], lateS = 0): readonly Stretch[] {
  const missing = numbers.find((number) => !routine.parts[number - 1]);
  if (missing !== undefined) throw new RangeError(`This class has no part ${missing}.`);
  if (numbers.length === 0) throw new RangeError("Choose a part to dance.");
  return runsOf(routine, numbers).map((run) => {
    const first = routine.parts[(run.parts[0] as number) - 1] as Part;
    return {
      ...run,
      fromS: Math.max(0, run.startS - LEAD_STEPS * stepS(first)),
      toS: Math.min(run.endS + TAIL_S + Math.max(lateS, 0), lengthOf(routine)),
    };
  });
}

/** Where to go on after a break at a second of a stretch: some steps before it, to find the beat again. */
export function goOnAtS(routine: Routine, stretch: Stretch, atS: number): number {
  const part = routine.parts[(stretch.parts[0] ?? 1) - 1] as Part;
  return Math.min(Math.max(stretch.fromS, atS - LEAD_STEPS * stepS(part)), stretch.toS);
}

function stepS(part: Part): number {
  return (endOf(part) - startOf(part)) / Math.max(part.steps.length, 1);
}
