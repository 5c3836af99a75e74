/** Which of the people in a frame dances: the one who goes on from before; at first the largest. Nothing here allocates. */

import { SAMPLE_MARKS, TORSO } from "./grid.ts";

/** Unseen for longer, and the largest is taken anew. */
export const FORGOTTEN_S = 1;

/** The area of the box around all marks that are known. */
export function sizeOf(marks: Float64Array): number {
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let mark = 0; mark < SAMPLE_MARKS; mark++) {
    const x = marks[4 * mark] as number;
    const y = marks[4 * mark + 1] as number;
    if (Number.isNaN(x)) continue;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return (right - left) * (bottom - top);
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

function torsoSum(marks: Float64Array, axis: number): number {
  let sum = 0;
  for (let at = 0; at < TORSO.length; at++) sum += marks[4 * (TORSO[at] as number) + axis] as number;
  return sum;
}
