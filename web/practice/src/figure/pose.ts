/** A pose over its own picture, as lines in the colours of its sides: the teacher's, or the learner's with limbs lit. */

import { POSE_VALUES } from "@eightcount/runtime";
import { LIMBS, type Limb } from "@eightcount/runtime/scoring";
import type { PointOf } from "./points";
import { bonesOf, drawBones } from "./skeleton";

export interface PoseStyle {
  readonly left: string;
  readonly right: string;
  readonly middle: string;
  /** Of the limbs that are off. */
  readonly off: string;
}

const SEEN = 0.3;
/** Of the picture's shorter side, but never thinner than that. */
const WIDTH = 0.011;
const OFF_WIDTH = 0.022;
const LEAST_WIDTH_PX = 3;

/** The colours of the page that a canvas stands in. */
export function styleOf(element: Element): PoseStyle {
  const page = getComputedStyle(element);
  const colour = (name: string, otherwise: string) => page.getPropertyValue(name).trim() || otherwise;
  return {
    left: colour("--pose-left", "#4cc9f0"),
    right: colour("--pose-right", "#ffb703"),
    middle: colour("--pose-middle", "#f1f1f1"),
    off: colour("--off", "#ff4d6d"),
  };
}

/**
 * Draws one pose over the whole of a canvas. Nobody there (NaN): nothing is drawn.
 *
 * @param poses 132 values a pose: x and y by the picture's width and height, z, visibility
 * @param at where the pose begins in `poses`
 */
export function drawPose(
  canvas: CanvasRenderingContext2D,
  poses: ArrayLike<number>,
  at: number,
  style: PoseStyle,
  off: readonly Limb[] = [],
): void {
  const { width, height } = canvas.canvas;
  if (!(at + POSE_VALUES <= poses.length) || !Number.isFinite(poses[at])) return;
  const pointOf: PointOf = (mark) => {
    const from = at + 4 * mark;
    if (!((poses[from + 3] as number) >= SEEN)) return null;
    return [(poses[from] as number) * width, (poses[from + 1] as number) * height];
  };
  const draw = (limbs: readonly (Limb | null)[], colour: string, share = WIDTH) => {
    const lineWidth = Math.max(Math.min(width, height) * share, LEAST_WIDTH_PX);
    drawBones(canvas, bonesOf(limbs), pointOf, colour, lineWidth);
  };
  draw([null], style.middle);
  for (const side of ["left", "right"] as const) {
    const limbs = LIMBS.filter((limb) => limb.startsWith(side) && !off.includes(limb));
    draw(limbs, style[side]);
  }
  draw(off, style.off, OFF_WIDTH);
}
