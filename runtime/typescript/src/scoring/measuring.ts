/**
 * One step of a practice, measured when its time has passed: similarity of pose and motion for every hypothesis and lag.
 *
 * The table is measured once, from the samples up to 0.6 s after the step point. `judging` makes a sheet of it. Nothing here
 * allocates but what is called empty, and benches.
 */

import type { Parameters } from "../classpack/parameters.ts";
import { type Grid, NO_FRAME } from "./grid.ts";
import { type Hypothesis, YAWS_DEG } from "./hypotheses.ts";
import { bodyAt, type Learner } from "./learner.ts";
import {
  combined,
  emptyMotionMatch,
  emptyPoseMatch,
  isEnoughSeen,
  LAGS,
  MOST_LAG,
  type MotionMatch,
  matchMotion,
  matchPoses,
  type PoseMatch,
} from "./matching.ts";
import {
  asSeen,
  emptyInstant,
  emptyPosed,
  emptySample,
  type Posed,
  type Sample,
  type Three,
} from "./posing.ts";
import { poseSample, type Reference, type StepReference } from "./reference.ts";

/** A step of a practice, measured. */
export interface Table {
  readonly step: StepReference;
  /** Two of arms and legs for each of YAWS_DEG. */
  readonly ratios: Float64Array;
  /** LAGS for each hypothesis; 0 where not valid. */
  readonly similarity: Float64Array;
  /** The same: 1 where enough is seen there to judge, of the pose and of the motion into it, or 0. */
  readonly valid: Uint8Array;
  /** For each lag: 1 where there were frames at its start, middle and point, or 0. */
  readonly framed: Uint8Array;
  /** The learner's body's; NaN where nobody was seen. */
  scale: number;
}

export function emptyTable(step: StepReference, ways: number): Table {
  return {
    step,
    ratios: new Float64Array(2 * YAWS_DEG.length).fill(1),
    similarity: new Float64Array(ways * LAGS),
    valid: new Uint8Array(ways * LAGS),
    framed: new Uint8Array(LAGS),
    scale: Number.NaN,
  };
}

/** Room for judging, so that it allocates nothing but sheets. */
export interface Bench {
  readonly sample: Sample;
  /** Of every yaw. */
  readonly seen: Posed;
  /** Of one yaw. */
  readonly chosen: Posed;
  readonly learned: Three;
  readonly pose: PoseMatch;
  readonly motion: MotionMatch;
}

export function benchFor(steps: readonly StepReference[]): Bench {
  const longest = Math.max(...steps.map(({ start, point }) => point - start + 1));
  return {
    sample: emptySample(),
    seen: emptyPosed(YAWS_DEG.length, longest + 2 * MOST_LAG),
    chosen: emptyPosed(1, longest),
    learned: [emptyInstant(), emptyInstant(), emptyInstant()],
    pose: emptyPoseMatch(),
    motion: emptyMotionMatch(),
  };
}

/** Fills in the table of a step, from the learner's samples up to 0.6 s after its point, measured so far. */
export function measure(
  table: Table,
  reference: Reference,
  learner: Learner,
  ways: readonly Hypothesis[],
  bench: Bench,
): void {
  const { step, ratios } = table;
  const { sample, seen } = bench;
  table.scale = bodyAt(learner, reference, step.point, ratios);
  const low = step.start - MOST_LAG;
  for (let number = low; number <= step.point + MOST_LAG; number++) {
    poseSample(learner.grid, number, sample, table.scale, ratios, 0, YAWS_DEG.length, number - low, seen);
  }
  for (let at = 0; at < ways.length; at++) {
    const way = ways[at] as Hypothesis;
    for (let lag = 0; lag < LAGS; lag++) {
      look(step, seen, way.turn, way, lag, reference.parameters, bench);
      const isValid = step.seen && isEnoughSeen(bench.pose, bench.motion, reference.parameters);
      table.valid[at * LAGS + lag] = isValid ? 1 : 0;
      table.similarity[at * LAGS + lag] = isValid
        ? combined(bench.pose, bench.motion, reference.parameters)
        : 0;
    }
  }
  fillFramed(learner.grid, step, table.framed);
}

/** Matches the step whose first row is `row`. */
export function look(
  step: StepReference,
  posed: Posed,
  turn: number,
  way: Hypothesis,
  row: number,
  numbers: Parameters,
  { learned, pose, motion }: Bench,
): void {
  asSeen(posed, row, turn, way, learned[0]);
  asSeen(posed, row + step.middle - step.start, turn, way, learned[1]);
  asSeen(posed, row + step.point - step.start, turn, way, learned[2]);
  matchPoses(learned[2], step.instants[2], step.weights, numbers, pose);
  matchMotion(learned, step.instants, step.weights, numbers, motion);
}

function fillFramed(grid: Grid, { start, middle, point }: StepReference, into: Uint8Array): void {
  for (let lag = 0; lag < LAGS; lag++) {
    const by = lag - MOST_LAG;
    into[lag] =
      hasFrame(grid, start + by) && hasFrame(grid, middle + by) && hasFrame(grid, point + by) ? 1 : 0;
  }
}

function hasFrame({ first, end, state }: Grid, number: number): boolean {
  return number >= first && number < end && state[number - first] !== NO_FRAME;
}
