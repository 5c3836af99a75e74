/** Feedback on one frame, at once: the pose alone, against the teacher's at the run's shift. Nothing here allocates. */

import type { Feedback } from "./events.ts";
import { SAMPLE_MARKS, SAMPLE_POINTS, SEEN } from "./grid.ts";
import { AS_IS, type Hypothesis } from "./hypotheses.ts";
import type { Bench } from "./judging.ts";
import type { Learner } from "./learner.ts";
import { asSeen, matchPoses, type PoseMatch, poseRow, type Sample } from "./matching.ts";
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

/** What is told of one frame, filled in anew for the next. */
type Told = { -readonly [Key in keyof Feedback]: Feedback[Key] };

/** Room for what is told. */
export function emptyFeedback(): Told {
  return { kind: "feedback", timeS: Number.NaN, similarity: null, off: [] };
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

/** Fills in the feedback on one frame. */
export function tell(moment: Moment, learner: Learner, reference: Reference, bench: Bench, into: Told): void {
  into.timeS = moment.timeS;
  into.similarity = null;
  into.off = SETS[0] as readonly Limb[];
  const { step, way } = moment;
  const at = moment.number - learner.grid.first;
  const scale = learner.scales[at] as number;
  if (step === null || learner.grid.state[at] !== SEEN || Number.isNaN(scale)) return;
  copySample(learner, at, bench.sample);
  poseRow(bench.sample, scale, moment.ratios, way.turn, 1, 0, bench.chosen);
  const [mine, teachers] = bench.learned;
  asSeen(bench.chosen, 0, 0, way, mine);
  asSeen(reference.live, moment.number - moment.lag - reference.grid.first, 0, AS_IS, teachers);
  matchPoses(mine, teachers, step.weights, reference.parameters, bench.pose);
  const { seen, similarity } = bench.pose;
  if (!(seen > 0) || seen < reference.parameters.fewestSeen) return;
  into.similarity = similarity;
  into.off = SETS[limbsOff(bench.pose, way.mirrored, reference.parameters.offBelow)] as readonly Limb[];
}

function copySample({ grid }: Learner, at: number, { points, visibility }: Sample): void {
  for (let k = 0; k < SAMPLE_POINTS; k++) points[k] = grid.points[at * SAMPLE_POINTS + k] as number;
  for (let k = 0; k < SAMPLE_MARKS; k++) visibility[k] = grid.visibility[at * SAMPLE_MARKS + k] as number;
}

/** A bit for each of the learner's own limbs that is off. */
function limbsOff({ alike, weights }: PoseMatch, mirrored: boolean, below: number): number {
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
    if (total > 0 && sum / total < below) bits |= 1 << (mirrored ? limb ^ 1 : limb);
  }
  return bits;
}
