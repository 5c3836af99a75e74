/** Everything about a class that does not depend on the learner: the teacher's poses at every step, measured once. */

import { MalformedError } from "../classpack/errors.ts";
import type { Parameters } from "../classpack/parameters.ts";
import { frameTimesS, POSE_VALUES, type PoseTrack } from "../classpack/poses.ts";
import { type Routine, STEPS_PER_PART, type Step, stepsOf } from "../classpack/routine.ts";
import {
  AFTER,
  BEFORE,
  emptyLimbs,
  LIMB_COUNT,
  type Limbs,
  limbAt,
  limbLength,
  MOST_RANKED,
  putScale,
  torsoLength,
} from "./body.ts";
import { emptyMarks, type Grid, Laying, marksOf, RATE_HZ, smooth } from "./grid.ts";
import { AS_IS, FACING, YAWS_DEG } from "./hypotheses.ts";
import { emptyMotionMatch, emptyPoseMatch, isEnoughSeen, matchMotion, matchPoses } from "./matching.ts";
import { DEFAULTS } from "./parameters.ts";
import {
  asSeen,
  emptyInstant,
  emptyPosed,
  emptySample,
  FEATURE_COUNT,
  type Instant,
  type Posed,
  poseRow,
  type Sample,
  type Three,
} from "./posing.ts";

/** A body beside itself. */
export const AS_LONG = new Float64Array(2 * YAWS_DEG.length).fill(1);
const SLACK_S = 1;

/** A step of the class, as it is danced. */
export interface StepReference {
  /** From 1. */
  readonly part: number;
  /** 1 to 8. */
  readonly count: number;
  /** Of the step point. */
  readonly videoS: number;
  /** From the step's start to its point. */
  readonly lengthS: number;
  /** Number of the sample where it starts... */
  readonly start: number;
  /** ... in the middle of it... */
  readonly middle: number;
  /** ... and where it is judged, the nearest to `videoS`. */
  readonly point: number;
  /** Is enough of the teacher seen to judge a learner who is seen wholly? */
  readonly seen: boolean;
  /** 16 of the routine. */
  readonly weights: Float64Array;
  /** The teacher at the step's start, middle and point. */
  readonly instants: Three;
  /** Features at samples start..point, not turned. */
  readonly path: Posed;
}

/** A class to be scored against. It may be shared by sessions. */
export interface Reference {
  readonly routine: Routine;
  readonly parameters: Parameters;
  /** The teacher's samples. */
  readonly grid: Grid;
  /** Of arms and legs at each sample, not turned. */
  readonly limbs: Limbs;
  /** Features at each sample, by the scale of the 1.5 s before it. */
  readonly live: Posed;
  /** All of them, in order. */
  readonly steps: readonly StepReference[];
}

/**
 * Measures a class. Throws a `MalformedError` where the routine's times lie outside the pose track.
 *
 * @param routine of the pack
 * @param poses of the pack
 * @param parameters instead of the routine's own; without either, the calibrated ones
 */
export function referenceOf(routine: Routine, poses: PoseTrack, parameters?: Parameters): Reference {
  requireWithin(routine, poses);
  const numbers = parameters ?? routine.scoring ?? DEFAULTS;
  const grid = laidOut(routine, poses);
  const [count, room] = [grid.end - grid.first, new Float64Array(MOST_RANKED)];
  const lengths = Float64Array.from({ length: count }, (_, at) => torsoLength(grid.points, at));
  const scaleOf = (low: number, high: number) => {
    putScale(lengths, Math.max(low, 0), high, room);
    return room[0] as number;
  };
  const scales = lengths.map((_, at) => scaleOf(at - BEFORE, at + 1));
  return {
    routine,
    parameters: numbers,
    grid,
    limbs: limbsOf(grid, scales),
    live: posedOf(grid, grid.first, grid.end, (at) => scales[at] as number),
    steps: stepsOf(routine).map((step, number) => {
      const [start, point] = [sampleAt(step.start.videoS), sampleAt(step.point.at.videoS)];
      const scale = scaleOf(point - BEFORE - grid.first, point + AFTER + 1 - grid.first);
      const path = posedOf(grid, start, point + 1, () => scale);
      return stepReference(step, number, start, point, path, numbers);
    }),
  };
}

/** The number of the sample nearest to an instant, the later of two. */
export function sampleAt(videoS: number): number {
  return Math.floor(videoS * RATE_HZ + 0.5);
}

function requireWithin(routine: Routine, { frames, rate }: PoseTrack): void {
  const steps = stepsOf(routine);
  const [firstS, lastS] = [steps[0]?.start.videoS ?? 0, steps.at(-1)?.point.at.videoS ?? 0];
  if (frames === 0 || firstS < -SLACK_S || lastS > frames / (rate[0] / rate[1]) + SLACK_S) {
    throw new MalformedError("The routine's steps lie outside the class's pose track.");
  }
}

function laidOut(routine: Routine, poses: PoseTrack): Grid {
  const steps = stepsOf(routine);
  const first = sampleAt(steps[0]?.start.videoS ?? 0) - BEFORE;
  const laying = new Laying(first, sampleAt(steps.at(-1)?.point.at.videoS ?? 0) + AFTER + 1);
  const { width, height } = routine.video;
  const [marks, timesS] = [emptyMarks(), frameTimesS(poses)];
  const frameS = 1 / (poses.rate[0] / poses.rate[1]);
  const lay = (timeS: number, frame: number) =>
    laying.lay(timeS, marksOf(poses.image, frame * POSE_VALUES, width / height, marks) ? marks : null);
  // A step may start, and the last one end, half a frame outside.
  lay(-frameS, 0);
  timesS.forEach(lay);
  lay((timesS.at(-1) ?? 0) + frameS, poses.frames - 1);
  return laying.grid;
}

function limbsOf({ points, visibility }: Grid, scales: Float64Array): Limbs {
  const limbs = emptyLimbs(1, scales.length);
  scales.forEach((scale, at) => {
    for (let limb = 0; limb < LIMB_COUNT; limb++) {
      limbs.lengths[limbAt(limbs, 0, at, limb)] = limbLength(points, visibility, at, scale, FACING, limb);
    }
  });
  return limbs;
}

/** Features at samples low..high - 1, not turned. */
function posedOf(grid: Grid, low: number, high: number, scaleAt: (at: number) => number): Posed {
  const [posed, sample] = [emptyPosed(1, high - low), emptySample()];
  for (let row = 0; row < high - low; row++) {
    poseSample(grid, low + row, sample, scaleAt(row), AS_LONG, FACING, 1, row, posed);
  }
  return posed;
}

/** Fills in a row of features with the smoothed sample `number` of a grid; see `poseRow`. */
export function poseSample(
  grid: Grid,
  number: number,
  sample: Sample,
  scale: number,
  ratios: Float64Array,
  first: number,
  turns: number,
  row: number,
  into: Posed,
): void {
  smooth(grid, number, sample.points, sample.visibility);
  sample.scale = scale;
  poseRow(sample, ratios, first, turns, row, into);
}

function stepReference(
  step: Step,
  number: number,
  start: number,
  point: number,
  path: Posed,
  numbers: Parameters,
): StepReference {
  const middle = Math.floor((start + point) / 2);
  const weights = Float64Array.from(step.point.weights);
  const instants = [
    instantOf(path, 0),
    instantOf(path, middle - start),
    instantOf(path, point - start),
  ] as const;
  return {
    part: Math.floor(number / STEPS_PER_PART) + 1,
    count: (number % STEPS_PER_PART) + 1,
    videoS: step.point.at.videoS,
    lengthS: step.point.at.videoS - step.start.videoS,
    ...{ start, middle, point, weights, path, instants },
    seen: step.point.targets !== null && isSeen(instants, weights, numbers),
  };
}

function isSeen([start, middle, point]: Three, weights: Float64Array, numbers: Parameters): boolean {
  const visibility = new Float64Array(FEATURE_COUNT).fill(1);
  const whole: Three = [
    { ...start, visibility },
    { ...middle, visibility },
    { ...point, visibility },
  ];
  const [pose, motion] = [emptyPoseMatch(), emptyMotionMatch()];
  matchPoses(whole[2], point, weights, numbers, pose);
  matchMotion(whole, [start, middle, point], weights, numbers, motion);
  return isEnoughSeen(pose, motion, numbers);
}

function instantOf(path: Posed, row: number): Instant {
  const instant = emptyInstant();
  asSeen(path, row, 0, AS_IS, instant);
  return instant;
}
