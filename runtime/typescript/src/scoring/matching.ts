/**
 * How alike learner and teacher are at one instant, and in the motion towards it.
 *
 * Poses are compared by the 16 features of `classpack/features`, each weighed by the routine and by how well both
 * dancers' joints are seen; motion by the places' displacements from the step's start to its point and over its halves.
 * Nothing here allocates but what is called empty.
 */

import type { Parameters } from "../classpack/parameters.ts";
import { ANGLE_COUNT, FEATURE_COUNT, type Instant, PLACE_COUNT, type Three } from "./posing.ts";

/** Similarities, losses and shares no farther apart count as equal: then an order decides, in every language. */
export const EQUAL = 1e-9;
/** Samples by which a step may be early or late: 0.4 s of the run and 0.1 s of its own. */
export const MOST_LAG = 15;
export const LAGS = 2 * MOST_LAG + 1;
const LEAST_MOTION = 0.005;

/** How well a joint is seen of both, 0 to 1. */
export function seenShare(learner: number, teacher: number, { seenFrom, seenFull }: Parameters): number {
  return Math.min(Math.max((Math.min(learner, teacher) - seenFrom) / (seenFull - seenFrom), 0), 1);
}

/** Of a pose beside the teacher's. */
export interface PoseMatch {
  /** Similarity of each feature, 0 to 1. */
  readonly alike: Float64Array;
  /** Of what is seen of each. */
  readonly weights: Float64Array;
  /** Share of the routine's weight that is seen. */
  seen: number;
  /** Mean of `alike` by `weights`; 0 where nothing is seen. */
  similarity: number;
}

export function emptyPoseMatch(): PoseMatch {
  return {
    alike: new Float64Array(FEATURE_COUNT),
    weights: new Float64Array(FEATURE_COUNT),
    ...{ seen: Number.NaN, similarity: Number.NaN },
  };
}

/** Fills in similarity exp(-(difference / sigma)^2 / 2) of each feature, and their mean. */
export function matchPoses(
  learner: Instant,
  teacher: Instant,
  weights: Float64Array,
  numbers: Parameters,
  into: PoseMatch,
): void {
  let total = 0;
  let whole = 0;
  let sum = 0;
  for (let k = 0; k < FEATURE_COUNT; k++) {
    const alike = Math.exp(-apart(learner, teacher, k, numbers) / 2);
    const weight = weights[k] as number;
    const seen = seenShare(learner.visibility[k] as number, teacher.visibility[k] as number, numbers);
    into.alike[k] = alike;
    into.weights[k] = weight * seen;
    total += weight * seen;
    whole += weight;
    sum += weight * seen * alike;
  }
  into.seen = whole > 0 ? total / whole : total;
  into.similarity = total > 0 ? sum / total : 0;
}

/** (difference / sigma)^2 of a feature. */
function apart(learner: Instant, teacher: Instant, k: number, numbers: Parameters): number {
  if (k < ANGLE_COUNT) {
    const turned = ((learner.angles[k] as number) - (teacher.angles[k] as number)) / numbers.sigmaAngle;
    return turned * turned;
  }
  const at = 2 * (k - ANGLE_COUNT);
  const x = ((learner.places[at] as number) - (teacher.places[at] as number)) / numbers.sigmaPlace;
  const y = ((learner.places[at + 1] as number) - (teacher.places[at + 1] as number)) / numbers.sigmaPlace;
  return x * x + y * y;
}

export interface MotionMatch {
  /** Of the places' displacements, 0 to 1. */
  agreement: number;
  /** Share of the motion's weight that is seen. */
  seen: number;
}

export function emptyMotionMatch(): MotionMatch {
  return { agreement: Number.NaN, seen: Number.NaN };
}

const STRETCHES = [
  [0, 2],
  [0, 1],
  [1, 2],
] as const;

/**
 * Fills in how direction and amplitude together agree, from a step's start, middle and point.
 *
 * Of displacements u and g the agreement is (2 u.g + 2 e^2) / (u^2 + g^2 + 2 e^2), e the noise: 1 where they are the
 * same, negative where they oppose. Each counts by |g| and somewhat by |u|.
 *
 * @param weights of the routine: 16
 */
export function matchMotion(
  learner: Three,
  teacher: Three,
  weights: Float64Array,
  numbers: Parameters,
  into: MotionMatch,
): void {
  const noise = 2 * numbers.motionStill ** 2;
  let agreed = 0;
  let counted = 0;
  let whole = 0;
  for (let stretch = 0; stretch < STRETCHES.length; stretch++) {
    const [start, end] = STRETCHES[stretch] as readonly [0 | 1, 1 | 2];
    const share = stretch === 0 ? 1 : numbers.motionHalves;
    let seen = 0;
    let all = 0;
    for (let k = 0; k < PLACE_COUNT; k++) {
      const ux = (learner[end].places[2 * k] as number) - (learner[start].places[2 * k] as number);
      const uy = (learner[end].places[2 * k + 1] as number) - (learner[start].places[2 * k + 1] as number);
      const gx = (teacher[end].places[2 * k] as number) - (teacher[start].places[2 * k] as number);
      const gy = (teacher[end].places[2 * k + 1] as number) - (teacher[start].places[2 * k + 1] as number);
      const u2 = ux * ux + uy * uy;
      const g2 = gx * gx + gy * gy;
      const at = ANGLE_COUNT + k;
      const both = Math.min(
        seenShare(learner[start].visibility[at] as number, teacher[start].visibility[at] as number, numbers),
        seenShare(learner[end].visibility[at] as number, teacher[end].visibility[at] as number, numbers),
      );
      const counts = share * (weights[at] as number) * (Math.sqrt(g2) + LEAST_MOTION);
      const stray = share * (weights[at] as number) * numbers.motionStray * Math.sqrt(u2);
      const weight = both * (counts + stray);
      agreed += (weight * (2 * (ux * gx + uy * gy) + noise)) / (u2 + g2 + noise);
      counted += weight;
      seen += both * counts;
      all += counts;
    }
    whole += (seen / Math.max(all, 1e-12)) * share;
  }
  into.agreement = Math.min(Math.max(counted > 0 ? agreed / counted : agreed, 0), 1);
  into.seen = whole / (1 + 2 * numbers.motionHalves);
}

/** Is enough of a pose seen of both to judge it? */
export function isPoseSeen({ seen }: PoseMatch, { fewestSeen }: Parameters): boolean {
  return seen >= fewestSeen - EQUAL && seen > 0;
}

/** Is enough seen to judge, of the pose and half as much of the motion into it? */
export function isEnoughSeen(pose: PoseMatch, motion: MotionMatch, numbers: Parameters): boolean {
  const isMotionSeen = 2 * motion.seen >= numbers.fewestSeen - EQUAL && motion.seen > 0;
  return isPoseSeen(pose, numbers) && isMotionSeen;
}

/** Similarity of pose and motion together, 0 to 1. */
export function combined(pose: PoseMatch, motion: MotionMatch, numbers: Parameters): number {
  return (1 - numbers.motionShare) * pose.similarity + numbers.motionShare * motion.agreement;
}
