/**
 * How much the dancer moves at each frame of the class video. Pure.
 *
 * At frame k, for each joint j of the limbs, the speed between the frames around it, in torso lengths a second:
 *
 *     speed(j, k) = |p(j, k + 1) - p(j, k - 1)| * rate / (2 * T)        p in picture heights, x by the aspect
 *     energy(k)   = sum of v * speed over j / sum of v over j           v: the joint's visibility at k
 *
 * T is the median length of the torso (middle of the shoulders to middle of the hips) over the take. The curve is
 * divided by its 98th percentile and held at 1, so that one leap of the tracker does not flatten the dance. NaN where
 * a frame or a neighbour has no pose.
 */
import { FIELDS, LANDMARKS } from "./track";

/** Shoulders, elbows, wrists, hips, knees, ankles. */
export const LIMBS = [11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28] as const;
const FULL_AT = 0.98;

/** `poses`: as `onFrames` lays them; `aspect`: width over height of the upright picture. 0 to 1 for each frame. */
export function motionEnergy(poses: Float32Array, rateHz: number, aspect: number): Float32Array {
  const frames = poses.length / (LANDMARKS * FIELDS);
  const torso = torsoLength(poses, aspect);
  const raw = new Float32Array(frames).fill(Number.NaN);
  if (torso === 0) return raw;
  for (let k = 1; k < frames - 1; k++) raw[k] = (moved(poses, k, aspect) * rateHz) / (2 * torso);
  const full = quantile(raw, FULL_AT);
  return full > 0 ? raw.map((value) => Math.min(value / full, 1)) : raw;
}

/** The mean way between the frames around k, weighted by visibility; NaN where a pose is missing. */
function moved(poses: Float32Array, k: number, aspect: number): number {
  let sum = 0;
  let weight = 0;
  for (const joint of LIMBS) {
    const before = indexOf(k - 1, joint);
    const after = indexOf(k + 1, joint);
    const x = ((poses[after] as number) - (poses[before] as number)) * aspect;
    const y = (poses[after + 1] as number) - (poses[before + 1] as number);
    const seen = poses[indexOf(k, joint) + 3] as number;
    sum += seen * Math.hypot(x, y);
    weight += seen;
  }
  return weight > 0 ? sum / weight : Number.NaN;
}

/** The median torso in picture heights; 0 where no frame has a pose. */
export function torsoLength(poses: Float32Array, aspect: number): number {
  const frames = poses.length / (LANDMARKS * FIELDS);
  const lengths = Float32Array.from({ length: frames }, (_, k) => {
    const at = (joint: number, field: number) => poses[indexOf(k, joint) + field] as number;
    const x = ((at(11, 0) + at(12, 0) - at(23, 0) - at(24, 0)) / 2) * aspect;
    return Math.hypot(x, (at(11, 1) + at(12, 1) - at(23, 1) - at(24, 1)) / 2);
  });
  return quantile(lengths, 0.5);
}

function indexOf(frame: number, joint: number): number {
  return (frame * LANDMARKS + joint) * FIELDS;
}

/** Of what is a number; 0 where nothing is. */
function quantile(values: Float32Array, part: number): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  return known[Math.floor(part * (known.length - 1))] ?? 0;
}
