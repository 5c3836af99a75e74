/** Draws bodies as lines. Knows neither video nor clock; lengths are the canvas's pixels. */

import { BONES } from "@eightcount/runtime";
import type { Limb } from "@eightcount/runtime/scoring";
import type { Point, PointOf } from "./points";

/** Landmarks along each limb. */
export const LIMB_MARKS: Readonly<Record<Limb, readonly number[]>> = {
  left_arm: [11, 13, 15],
  right_arm: [12, 14, 16],
  left_leg: [23, 25, 27],
  right_leg: [24, 26, 28],
};

/** All bones, in one stroke. */
export function drawBody(
  context: CanvasRenderingContext2D,
  pointOf: PointOf,
  colour: string,
  width: number,
): void {
  context.beginPath();
  for (const [from, to] of BONES) line(context, pointOf(from), pointOf(to));
  stroke(context, colour, width);
}

/** Some limbs, in one stroke. */
export function drawLimbs(
  context: CanvasRenderingContext2D,
  limbs: readonly Limb[],
  pointOf: PointOf,
  colour: string,
  width: number,
): void {
  context.beginPath();
  for (const limb of limbs) {
    const marks = LIMB_MARKS[limb];
    for (let at = 1; at < marks.length; at++) {
      line(context, pointOf(marks[at - 1] as number), pointOf(marks[at] as number));
    }
  }
  stroke(context, colour, width);
}

function line(context: CanvasRenderingContext2D, from: Point | null, to: Point | null): void {
  if (!from || !to) return;
  context.moveTo(...from);
  context.lineTo(...to);
}

function stroke(context: CanvasRenderingContext2D, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.stroke();
}
