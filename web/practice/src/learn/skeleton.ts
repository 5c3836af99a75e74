/** A pose drawn as lines: the teacher's over the class video, the learner's over the own picture, limbs that are off lit. */

import { BONES, POSE_VALUES } from "@eightcount/runtime";
import type { Limb } from "@eightcount/runtime/scoring";

export interface PoseStyle {
  readonly left: string;
  readonly right: string;
  readonly middle: string;
  /** Of the limbs that are off. */
  readonly off: string;
}

const SEEN = 0.3;
const LIMB_OF: ReadonlyMap<number, Limb> = new Map([
  ...([13, 15].map((mark) => [mark, "left_arm"]) as [number, Limb][]),
  ...([14, 16].map((mark) => [mark, "right_arm"]) as [number, Limb][]),
  ...([25, 27, 29, 31].map((mark) => [mark, "left_leg"]) as [number, Limb][]),
  ...([26, 28, 30, 32].map((mark) => [mark, "right_leg"]) as [number, Limb][]),
]);

/** The limb that a bone belongs to; null: the trunk. */
export function limbOf([from, to]: readonly [number, number]): Limb | null {
  return LIMB_OF.get(to) ?? LIMB_OF.get(from) ?? null;
}

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
  const x = (mark: number) => (poses[at + 4 * mark] as number) * width;
  const y = (mark: number) => (poses[at + 4 * mark + 1] as number) * height;
  const seen = (mark: number) => (poses[at + 4 * mark + 3] as number) >= SEEN;
  if (!(at + POSE_VALUES <= poses.length) || !Number.isFinite(poses[at])) return;
  canvas.lineCap = "round";
  for (const bone of BONES) {
    const [from, to] = bone;
    if (!seen(from) || !seen(to)) continue;
    const limb = limbOf(bone);
    const isOff = limb !== null && off.includes(limb);
    canvas.lineWidth = Math.max(Math.min(width, height) * (isOff ? 0.022 : 0.011), 3);
    canvas.strokeStyle = isOff ? style.off : colourOf(limb, style);
    canvas.beginPath();
    canvas.moveTo(x(from), y(from));
    canvas.lineTo(x(to), y(to));
    canvas.stroke();
  }
}

function colourOf(limb: Limb | null, style: PoseStyle): string {
  if (limb === null) return style.middle;
  return limb.startsWith("left") ? style.left : style.right;
}
