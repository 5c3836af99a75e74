/** How far each joint was off over time, in units of its tolerance. Pure. */
import { FEATURE_NAMES, type FeatureName, PLACE_SPAN } from "@eightcount/runtime/classpack";
import type { Parameters, Sheet, StepSheet } from "@eightcount/runtime/scoring";

export type Trace = Readonly<{
  /** Rising, seconds on the class's video clock. */
  timesS: readonly number[];
  /** For each feature as many values as times: 1 is its tolerance; null where not seen. */
  off: ReadonlyMap<FeatureName, readonly (number | null)[]>;
}>;

type Tolerances = Pick<Parameters, "sigmaAngle" | "sigmaPlace">;

/** How far a joint was off at a step; null where it was not seen. */
export function offAt(step: StepSheet, name: FeatureName, tolerances: Tolerances): number | null {
  const difference = step.differences?.[name] ?? null;
  if (difference === null) return null;
  if (typeof difference === "number") return Math.abs(difference) / tolerances.sigmaAngle;
  return Math.hypot(...difference) / (PLACE_SPAN * tolerances.sigmaPlace);
}

/** Of a sheet whose steps are dense. */
export function traceOf({ steps, scoring }: Sheet): Trace {
  const off = new Map(FEATURE_NAMES.map((name) => [name, steps.map((step) => offAt(step, name, scoring))]));
  return { timesS: steps.map(({ videoS }) => videoS), off };
}
