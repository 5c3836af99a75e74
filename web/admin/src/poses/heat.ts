/** How well each joint is seen over time, as a picture of one pixel for each joint and frame. Pure. */
import { FIELDS, LANDMARKS } from "./track";

/** What is judged: shoulders, elbows, wrists, hips, knees, ankles, each left before right. */
export const JUDGED = [11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28] as const;
export const ALL: readonly number[] = Array.from({ length: LANDMARKS }, (_, joint) => joint);

/** From hardly seen to well seen; lightness alone tells it too. Grey: no pose. */
const STOPS: readonly (readonly [number, number, number])[] = [
  [122, 12, 28],
  [214, 84, 20],
  [240, 180, 60],
  [196, 224, 190],
];
const NO_POSE = [128, 128, 128] as const;

export function colourOf(visibility: number): readonly [number, number, number] {
  if (Number.isNaN(visibility)) return NO_POSE;
  const at = Math.min(Math.max(visibility, 0), 1) * (STOPS.length - 1);
  const k = Math.min(Math.floor(at), STOPS.length - 2);
  const [low, high] = [STOPS[k], STOPS[k + 1]] as const;
  if (low === undefined || high === undefined) return NO_POSE;
  const between = (one: number, other: number) => Math.round(one + (at - k) * (other - one));
  return [between(low[0], high[0]), between(low[1], high[1]), between(low[2], high[2])];
}

/** RGBA rows: a row for each joint, a column for each frame of `poses` (as `onFrames` lays them). */
export function heatPixels(poses: Float32Array, joints: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
  const frames = poses.length / (LANDMARKS * FIELDS);
  const pixels = new Uint8ClampedArray(frames * joints.length * 4);
  joints.forEach((joint, row) => {
    for (let k = 0; k < frames; k++) {
      const visibility = poses[(k * LANDMARKS + joint) * FIELDS + 3] as number;
      pixels.set([...colourOf(visibility), 255], (row * frames + k) * 4);
    }
  });
  return pixels;
}

/** The share of frames in which a joint is hardly seen, or not at all. */
export function hardlySeen(poses: Float32Array, joint: number, below: number): number {
  const frames = poses.length / (LANDMARKS * FIELDS);
  let count = 0;
  for (let k = 0; k < frames; k++) {
    const visibility = poses[(k * LANDMARKS + joint) * FIELDS + 3] as number;
    if (!(visibility >= below)) count++;
  }
  return frames === 0 ? 0 : count / frames;
}
