/**
 * The dancer's body: its scale, and how long its arms and legs are beside the teacher's.
 *
 * Scale: the 80th percentile of the torso's length in the picture over the samples around an instant, so that a bow does
 * not make the body grow. Limbs: the learner's arms are drawn out or in by one ratio, legs by another, so that
 * proportions cost nothing while a bent elbow stays as bent. Both look only at what is known when a step is judged, so
 * that a judgement never changes by what comes later. Nothing here allocates.
 */

import { SAMPLE_MARKS, SAMPLE_POINTS } from "./grid.ts";
import { COSINES, SINES } from "./hypotheses.ts";
import { putPercentile } from "./ranks.ts";

/** Samples before and after a step point that its scale is measured over: 1.5 s and 0.6 s. */
export const BEFORE = 45;
export const AFTER = 18;
/** The same for the lengths of arms and legs: 8 s, and 0.6 s after. */
export const LIMBS_BEFORE = 240;
/** Numbers that the longest of these windows may have, of both sides: room for a percentile. */
export const MOST_RANKED = 2 * (LIMBS_BEFORE + AFTER + 1);
const SCALE_SHARE = 0.8;
const LENGTH_SHARE = 0.9;
const LEAST_SCALE = 1e-4;
const LEAST_RATIO = 0.75;
const MOST_RATIO = 1.33;
/** Lengths of a limb from which its ratio is believed fully. */
const ENOUGH = 30;
const CLEAR = 0.5;
/** Left arm, right arm, left leg, right leg. */
const ROOTS = Uint8Array.from([0, 1, 6, 7]);
const MIDDLES = Uint8Array.from([2, 3, 8, 9]);
const TIPS = Uint8Array.from([4, 5, 10, 11]);
export const LIMB_COUNT = 4;

/** The torso's length in the picture at a sample of a grid's points; NaN where nobody is seen. */
export function torsoLength(points: Float64Array, sample: number): number {
  const at = sample * SAMPLE_POINTS;
  const x = ((points[at] as number) + (points[at + 3] as number)) / 2;
  const y = ((points[at + 1] as number) + (points[at + 4] as number)) / 2;
  const across = x - ((points[at + 18] as number) + (points[at + 21] as number)) / 2;
  const along = y - ((points[at + 19] as number) + (points[at + 22] as number)) / 2;
  return Math.sqrt(across * across + along * along);
}

/**
 * Puts at the first place of `room` the body's scale from the torso's lengths low..high - 1; NaN where nobody is seen in
 * them.
 */
export function putScale(lengths: Float64Array, low: number, high: number, room: Float64Array): void {
  let count = 0;
  for (let at = low; at < high; at++) {
    const length = lengths[at] as number;
    if (Number.isFinite(length)) room[count++] = length;
  }
  if (count > 0) putPercentile(room, count, SCALE_SHARE);
  room[0] = count > 0 ? Math.max(room[0] as number, LEAST_SCALE) : Number.NaN;
}

/**
 * The length of a limb in the picture at a sample, in torso lengths, of a dancer turned by one of the yaws. NaN where its
 * three joints are not all seen, or there is no scale.
 */
export function limbLength(
  points: Float64Array,
  visibility: Float64Array,
  sample: number,
  scale: number,
  turn: number,
  limb: number,
): number {
  const root = ROOTS[limb] as number;
  const middle = MIDDLES[limb] as number;
  const tip = TIPS[limb] as number;
  const seen = sample * SAMPLE_MARKS;
  const clear =
    (visibility[seen + root] as number) >= CLEAR &&
    (visibility[seen + middle] as number) >= CLEAR &&
    (visibility[seen + tip] as number) >= CLEAR;
  if (!clear) return Number.NaN;
  const at = sample * SAMPLE_POINTS;
  return (boneLength(points, at, root, middle, turn) + boneLength(points, at, middle, tip, turn)) / scale;
}

function boneLength(points: Float64Array, at: number, start: number, end: number, turn: number): number {
  const x = (points[at + 3 * end] as number) - (points[at + 3 * start] as number);
  const y = (points[at + 3 * end + 1] as number) - (points[at + 3 * start + 1] as number);
  const z = (points[at + 3 * end + 2] as number) - (points[at + 3 * start + 2] as number);
  const across = x * (COSINES[turn] as number) + z * (SINES[turn] as number);
  return Math.sqrt(across * across + y * y);
}

/** Lengths of limbs over time: LIMB_COUNT values at each sample, for one yaw after another. */
export interface Limbs {
  readonly turns: number;
  readonly samples: number;
  readonly lengths: Float64Array;
}

export function emptyLimbs(turns: number, samples: number): Limbs {
  return { turns, samples, lengths: new Float64Array(turns * samples * LIMB_COUNT).fill(Number.NaN) };
}

/** Where a length of `limbs` lies. */
export function limbAt({ samples }: Limbs, turn: number, sample: number, limb: number): number {
  return (turn * samples + sample) * LIMB_COUNT + limb;
}

/**
 * Fills in what the learner's arms and legs are multiplied by: two ratios for each yaw. Only samples count in which an arm
 * (a leg) of both dancers is known.
 *
 * @param teacher not turned
 * @param learner of every yaw
 * @param low first sample of the learner; of the teacher it is `low + shift`
 * @param high the one behind the last
 * @param room for MOST_RANKED numbers; written over
 */
export function limbRatios(
  teacher: Limbs,
  learner: Limbs,
  shift: number,
  low: number,
  high: number,
  room: Float64Array,
  into: Float64Array,
): void {
  into.fill(1);
  for (let pair = 0; pair < LIMB_COUNT; pair += 2) {
    const taught = gather(teacher, 0, low + shift, high + shift, pair, learner, -shift, room);
    if (taught === 0) continue;
    putPercentile(room, taught, LENGTH_SHARE);
    const wanted = room[0] as number;
    for (let turn = 0; turn < learner.turns; turn++) {
      const danced = gather(learner, turn, low, high, pair, teacher, shift, room);
      putPercentile(room, danced, LENGTH_SHARE);
      const longer = wanted / Math.max(room[0] as number, 1e-6);
      const ratio = Math.min(Math.max(longer, LEAST_RATIO), MOST_RATIO);
      into[2 * turn + pair / 2] = 1 + (ratio - 1) * Math.min(danced / ENOUGH, 1);
    }
  }
}

/**
 * Puts into `room` the lengths that are known of both sides of a pair, where one of the other dancer's is known too; says
 * how many there are.
 */
function gather(
  of: Limbs,
  turn: number,
  low: number,
  high: number,
  pair: number,
  other: Limbs,
  shift: number,
  room: Float64Array,
): number {
  let count = 0;
  for (let sample = low; sample < high; sample++) {
    const there = limbAt(other, 0, sample + shift, pair);
    if (Number.isNaN(other.lengths[there]) && Number.isNaN(other.lengths[there + 1])) continue;
    const here = limbAt(of, turn, sample, pair);
    for (let at = here; at < here + 2; at++) {
      const length = of.lengths[at] as number;
      if (!Number.isNaN(length)) room[count++] = length;
    }
  }
  return count;
}
