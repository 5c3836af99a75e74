/** Draws bodies as lines. Knows neither video nor clock; lengths are the canvas's pixels. */

import { BONES } from "@eightcount/runtime";
import type { Limb } from "@eightcount/runtime/scoring";
import type { PointOf } from "./points";

type Bone = readonly [from: number, to: number];

const LIMB_OF: ReadonlyMap<number, Limb> = new Map<number, Limb>([
  ...[13, 15].map((mark) => [mark, "left_arm"] as const),
  ...[14, 16].map((mark) => [mark, "right_arm"] as const),
  ...[25, 27, 29, 31].map((mark) => [mark, "left_leg"] as const),
  ...[26, 28, 30, 32].map((mark) => [mark, "right_leg"] as const),
]);

/** The limb that a bone belongs to; null: the trunk. */
export function limbOf([from, to]: Bone): Limb | null {
  return LIMB_OF.get(to) ?? LIMB_OF.get(from) ?? null;
}

/** All bones, in one stroke. */
export function drawBody(
  context: CanvasRenderingContext2D,
  pointOf: PointOf,
  colour: string,
  width: number,
): void {
  drawBones(context, BONES, pointOf, colour, width);
}

/** Some limbs, in one stroke. */
export function drawLimbs(
  context: CanvasRenderingContext2D,
  limbs: readonly Limb[],
  pointOf: PointOf,
  colour: string,
  width: number,
): void {
  drawBones(context, bonesOf(limbs), pointOf, colour, width);
}

export function bonesOf(limbs: readonly (Limb | null)[]): readonly Bone[] {
  return BONES.filter((bone) => limbs.includes(limbOf(bone)));
}

/** Some bones, in one stroke; those with an end that is not seen are left out. */
export function drawBones(
  context: CanvasRenderingContext2D,
  bones: readonly Bone[],
  pointOf: PointOf,
  colour: string,
  width: number,
): void {
  context.beginPath();
  for (const [from, to] of bones) {
    const [begin, end] = [pointOf(from), pointOf(to)];
    if (!begin || !end) continue;
    context.moveTo(...begin);
    context.lineTo(...end);
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.stroke();
}
