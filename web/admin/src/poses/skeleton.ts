/** Draws a pose over a picture. Left and right are the dancer's own; what is hardly seen is thin and faint. */
import { FIELDS, type Pose } from "./track";

export type Side = "left" | "right" | "middle";
type Bone = readonly [from: number, to: number, side: Side];

/** As docs/classpack.md joins them, and the face by its ears and nose. */
export const BONES: readonly Bone[] = [
  [11, 12, "middle"],
  [23, 24, "middle"],
  [7, 0, "left"],
  [8, 0, "right"],
  [11, 13, "left"],
  [13, 15, "left"],
  [15, 19, "left"],
  [11, 23, "left"],
  [23, 25, "left"],
  [25, 27, "left"],
  [27, 29, "left"],
  [29, 31, "left"],
  [27, 31, "left"],
  [12, 14, "right"],
  [14, 16, "right"],
  [16, 20, "right"],
  [12, 24, "right"],
  [24, 26, "right"],
  [26, 28, "right"],
  [28, 30, "right"],
  [30, 32, "right"],
  [28, 32, "right"],
];

/** Bright enough over any picture, and told apart by people who see few colours. */
export const SIDE_COLOURS: Readonly<Record<Side, string>> = {
  left: "#22d3ee",
  right: "#ffa02e",
  middle: "#ffffff",
};
const EDGE = "rgb(0 0 0 / 65%)";
/** Below this a joint is hardly seen. */
export const HARDLY_SEEN = 0.5;

/** Draws on a canvas of that size, in its own pixels, which the whole picture fills. */
export function drawSkeleton(
  context: CanvasRenderingContext2D,
  pose: Pose,
  width: number,
  height: number,
): void {
  const thick = Math.max(1.5, Math.min(width, height) / 110);
  const at = (joint: number) => {
    const k = joint * FIELDS;
    return {
      x: (pose[k] as number) * width,
      y: (pose[k + 1] as number) * height,
      seen: pose[k + 3] as number,
    };
  };
  context.lineCap = "round";
  for (const [from, to, side] of BONES) {
    const a = at(from);
    const b = at(to);
    const seen = Math.min(a.seen, b.seen);
    context.beginPath();
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
    stroke(context, SIDE_COLOURS[side], seen, thick);
  }
  for (let joint = 0; joint < pose.length / FIELDS; joint++) {
    const { x, y, seen } = at(joint);
    context.globalAlpha = seen < HARDLY_SEEN ? 0.5 : 1;
    context.fillStyle = SIDE_COLOURS[sideOf(joint)];
    context.beginPath();
    context.arc(x, y, seen < HARDLY_SEEN ? thick * 0.6 : thick, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}

function stroke(context: CanvasRenderingContext2D, colour: string, seen: number, thick: number): void {
  const hardly = seen < HARDLY_SEEN;
  const width = hardly ? thick * 0.5 : thick;
  context.globalAlpha = hardly ? 0.55 : 1;
  if (!hardly) {
    context.strokeStyle = EDGE;
    context.lineWidth = width + Math.max(1.5, thick * 0.6);
    context.stroke();
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** Odd landmarks are the dancer's left, even ones the right; of the face the numbering has its own order. */
export function sideOf(joint: number): Side {
  if (joint === 0) return "middle";
  if (joint <= 3 || joint === 7 || joint === 9) return "left";
  if (joint <= 6 || joint === 8 || joint === 10) return "right";
  return joint % 2 === 1 ? "left" : "right";
}
