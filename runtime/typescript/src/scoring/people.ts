/**
 * Which of the people in a frame dances: the one who goes on from before; at first the largest. Nothing here allocates.
 *
 * Whoever is farther from where the dancer was last than a body moves meanwhile is somebody else: one missed detection must
 * not hand the practice to a bystander.
 */

import { SAMPLE_MARKS, TORSO } from "./grid.ts";

/** Unseen for longer, in real time, and the largest is taken anew. */
export const FORGOTTEN_S = 1;
/**
 * How far a body's centre goes, in lengths of the dancer (corner to corner of the box around all that is known; about 2.8 torso
 * lengths): at once, as in a bow between two frames, and in a second of walking.
 */
const REACH = 0.4;
const WALK_HZ = 0.5;

/** The area of the box around all marks that are known. */
export function sizeOf(marks: Float64Array): number {
  return sideOf(marks, 0) * sideOf(marks, 1);
}

/**
 * Is somebody near enough to be the dancer?
 *
 * @param before the dancer when seen last
 * @param sinceS how long ago that was, real time
 */
export function isWithinReach(marks: Float64Array, before: Float64Array, sinceS: number): boolean {
  const reach = REACH + WALK_HZ * sinceS;
  const wide = sideOf(before, 0);
  const high = sideOf(before, 1);
  return wayBetween(marks, before) <= reach * reach * (wide * wide + high * high);
}

/** Between two bodies' centres, squared. */
export function wayBetween(one: Float64Array, other: Float64Array): number {
  let way = 0;
  for (let axis = 0; axis < 2; axis++) {
    const apart = (torsoSum(one, axis) - torsoSum(other, axis)) / TORSO.length;
    way += apart * apart;
  }
  return way;
}

/** Of the box around all marks that are known: its width (axis 0) or height (1). */
function sideOf(marks: Float64Array, axis: number): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let mark = 0; mark < SAMPLE_MARKS; mark++) {
    const value = marks[4 * mark + axis] as number;
    if (Number.isNaN(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least;
}

function torsoSum(marks: Float64Array, axis: number): number {
  let sum = 0;
  for (let at = 0; at < TORSO.length; at++) sum += marks[4 * (TORSO[at] as number) + axis] as number;
  return sum;
}
