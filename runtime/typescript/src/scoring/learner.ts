/**
 * A learner's samples with what is measured of the body at each: filled as samples come. Nothing here allocates but what
 * is called empty.
 */

import {
  AFTER,
  BEFORE,
  emptyLimbs,
  LIMB_COUNT,
  LIMBS_BEFORE,
  type Limbs,
  limbAt,
  limbLength,
  limbRatios,
  MOST_RANKED,
  putScale,
  torsoLength,
} from "./body.ts";
import type { Grid } from "./grid.ts";
import { YAWS_DEG } from "./hypotheses.ts";
import type { Reference } from "./reference.ts";

/** Of one practice. */
export interface Learner {
  /** The samples, filled as frames come. */
  readonly grid: Grid;
  /** Of the torso in the picture, at each sample; NaN where nobody is seen. */
  readonly lengths: Float64Array;
  /** The body's at each sample, from the 1.5 s before it. */
  readonly scales: Float64Array;
  /** At each sample, for each of YAWS_DEG. */
  readonly limbs: Limbs;
  /** For ranks. */
  readonly room: Float64Array;
  /** Number of the first sample of which lengths and scales are not filled yet... */
  measured: number;
  /** ... and limbs. */
  limbsMeasured: number;
}

/** Of a new practice. */
export function learnerOn(grid: Grid): Learner {
  const count = grid.end - grid.first;
  return {
    grid,
    lengths: new Float64Array(count).fill(Number.NaN),
    scales: new Float64Array(count).fill(Number.NaN),
    limbs: emptyLimbs(YAWS_DEG.length, count),
    room: new Float64Array(MOST_RANKED),
    ...{ measured: grid.first, limbsMeasured: grid.first },
  };
}

/** Fills lengths and scales, up to before sample `end`. */
export function measureBody(learner: Learner, end: number): void {
  const { grid, lengths, scales, room } = learner;
  for (let at = learner.measured - grid.first; at < end - grid.first; at++) {
    lengths[at] = torsoLength(grid.points, at);
    putScale(lengths, Math.max(at - BEFORE, 0), at + 1, room);
    scales[at] = room[0] as number;
  }
  learner.measured = Math.max(learner.measured, end);
}

/** Fills limbs, up to before sample `end`, and what they need. */
export function measureLimbs(learner: Learner, end: number): void {
  measureBody(learner, end);
  const { grid, scales, limbs } = learner;
  for (let at = learner.limbsMeasured - grid.first; at < end - grid.first; at++) {
    const scale = scales[at] as number;
    for (let turn = 0; turn < limbs.turns; turn++) {
      for (let limb = 0; limb < LIMB_COUNT; limb++) {
        const length = limbLength(grid.points, grid.visibility, at, scale, turn, limb);
        limbs.lengths[limbAt(limbs, turn, at, limb)] = length;
      }
    }
  }
  learner.limbsMeasured = Math.max(learner.limbsMeasured, end);
}

/**
 * The learner's scale (NaN: nobody was seen) for the step judged at a sample, from what is known 0.6 s after it; fills in
 * two limb ratios for each of YAWS_DEG.
 */
export function bodyAt(learner: Learner, reference: Reference, point: number, ratios: Float64Array): number {
  const { grid, lengths, limbs, room } = learner;
  const at = point - grid.first;
  const end = Math.min(at + AFTER + 1, lengths.length);
  const shift = grid.first - reference.grid.first;
  limbRatios(reference.limbs, limbs, shift, Math.max(at - LIMBS_BEFORE, 0), end, room, ratios);
  putScale(lengths, Math.max(at - BEFORE, 0), end, room);
  return room[0] as number;
}
