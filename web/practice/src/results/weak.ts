/** Which moments of a practice are worth being seen again, side by side with the teacher. Pure. */

import type { Routine } from "@eightcount/runtime";
import type { Sheet, StepSheet } from "@eightcount/runtime/scoring";

/** Looped: from the step before to a little after its step point. Seconds of the class video. */
export interface Passage {
  readonly part: number;
  readonly count: number;
  readonly fromS: number;
  readonly toS: number;
}

const MOST = 4;
/** Beyond the step point, so that the pose is seen. */
const AFTER_S = 0.35;

/** The judged steps that lost most, dearest first; what scored well is not among them. */
export function weakSteps(sheet: Sheet): readonly StepSheet[] {
  const wellAbove = sheet.scoring.medals[2];
  return sheet.steps
    .filter((step) => step.judged && (step.score ?? 100) < wellAbove)
    .sort((one, other) => (one.raw ?? 0) - (other.raw ?? 0))
    .slice(0, MOST);
}

/** What is looped of a step. Null where the routine has no such step. */
export function passageOf(routine: Routine, part: number, count: number): Passage | null {
  const steps = routine.parts[part - 1]?.steps;
  const step = steps?.[count - 1];
  if (!steps || !step) return null;
  const fromS = (steps[count - 2] ?? step).start.videoS;
  return { part, count, fromS, toS: step.point.at.videoS + AFTER_S };
}
