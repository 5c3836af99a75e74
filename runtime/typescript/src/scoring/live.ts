/** Feedback on one frame, at once: the pose alone, against the teacher's at the run's shift. Nothing here allocates. */

import type { Parameters } from "../classpack/parameters.ts";
import type { Feedback } from "./events.ts";
import { SAMPLE_MARKS, SAMPLE_POINTS, SEEN } from "./grid.ts";
import { AS_IS, type Hypothesis } from "./hypotheses.ts";
import type { Learner } from "./learner.ts";
import { isPoseSeen, matchPoses, type PoseMatch } from "./matching.ts";
import type { Bench } from "./measuring.ts";
import { asSeen, poseRow, type Sample } from "./posing.ts";
import type { Reference, StepReference } from "./reference.ts";
import { LIMBS, type Limb } from "./sheet.ts";

/** Of the 16 features: elbow and shoulder, elbow and hand; hip and knee, knee and foot. */
const OF_LIMBS = [
  [0, 2, 8, 10],
  [1, 3, 9, 11],
  [4, 6, 12, 14],
  [5, 7, 13, 15],
] as const;
/** Every set of limbs: in number n those whose bit is set in n. */
const SETS: readonly (readonly Limb[])[] = Array.from({ length: 2 ** LIMBS.length }, (_, bits) =>
  Object.freeze(LIMBS.filter((_limb, at) => (bits >> at) & 1)),
);

/** What is told of a frame, filled in anew for the next one. */
export interface Told {
  readonly judged: { readonly kind: "feedback"; timeS: number; similarity: number; off: readonly Limb[] };
  readonly notJudged: { readonly kind: "feedback"; timeS: number; similarity: null; off: readonly Limb[] };
}

/**
 * Room for what is told: two objects, their fields in another order, so that engines do not take them for one kind, whose
 * `similarity` would then be an object of its own.
 */
export function emptyTold(): Told {
  const off: readonly Limb[] = SETS[0] ?? [];
  return {
    judged: { kind: "feedback", timeS: Number.NaN, similarity: Number.NaN, off },
    notJudged: { similarity: null, off, timeS: Number.NaN, kind: "feedback" },
  };
}

/** Where a frame lies, and how the learner is looked at. */
export interface Moment {
  timeS: number;
  /** The learner's sample, measured already. */
  number: number;
  /** Of the run, samples. */
  lag: number;
  /** That is danced at `number - lag`; null outside the class. */
  step: StepReference | null;
  /** The leading hypothesis. */
  way: Hypothesis;
  /** Two of arms and legs for each of YAWS_DEG. */
  ratios: Float64Array;
}

/** Fills in the feedback on one frame, and gives it. */
export function tell(
  moment: Moment,
  learner: Learner,
  reference: Reference,
  bench: Bench,
  { judged, notJudged }: Told,
): Feedback {
  notJudged.timeS = moment.timeS;
  const { step, way } = moment;
  const at = moment.number - learner.grid.first;
  if (step === null || learner.grid.state[at] !== SEEN || Number.isNaN(learner.scales[at])) return notJudged;
  copySample(learner, at, bench.sample);
  poseRow(bench.sample, moment.ratios, way.turn, 1, 0, bench.chosen);
  const mine = bench.learned[0];
  const teachers = bench.learned[1];
  asSeen(bench.chosen, 0, 0, way, mine);
  asSeen(reference.live, moment.number - moment.lag - reference.grid.first, 0, AS_IS, teachers);
  matchPoses(mine, teachers, step.weights, reference.parameters, bench.pose);
  if (!isPoseSeen(bench.pose, reference.parameters)) return notJudged;
  judged.timeS = moment.timeS;
  judged.similarity = bench.pose.similarity;
  judged.off = SETS[limbsOff(bench.pose, way.mirrored, reference.parameters)] as readonly Limb[];
  return judged;
}

function copySample({ grid, scales }: Learner, at: number, sample: Sample): void {
  const { points, visibility } = sample;
  sample.scale = scales[at] as number;
  for (let k = 0; k < SAMPLE_POINTS; k++) points[k] = grid.points[at * SAMPLE_POINTS + k] as number;
  for (let k = 0; k < SAMPLE_MARKS; k++) visibility[k] = grid.visibility[at * SAMPLE_MARKS + k] as number;
}

/** A bit for each of the learner's own limbs that is off. */
function limbsOff({ alike, weights }: PoseMatch, mirrored: boolean, { offBelow }: Parameters): number {
  let bits = 0;
  for (let limb = 0; limb < OF_LIMBS.length; limb++) {
    const features = OF_LIMBS[limb] as readonly number[];
    let total = 0;
    let sum = 0;
    for (let k = 0; k < features.length; k++) {
      const feature = features[k] as number;
      total += weights[feature] as number;
      sum += (weights[feature] as number) * (alike[feature] as number);
    }
    if (total > 0 && sum / total < offBelow) bits |= 1 << (mirrored ? limb ^ 1 : limb);
  }
  return bits;
}
