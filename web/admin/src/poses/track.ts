/** The pose track of a take: 33 landmarks in each of its pictures, and the pose at any instant. Pure. */
import { readNpy } from "@eightcount/runtime/classpack";
import { openNpz } from "./npz";

export const LANDMARKS = 33;
/** x, y (0 to 1 of the upright picture), z, visibility. */
export const FIELDS = 4;
const POSE = LANDMARKS * FIELDS;

/** A pose: LANDMARKS * FIELDS values. */
export type Pose = Float32Array;

export type PoseTrack = Readonly<{
  /** When each picture is shown, seconds on the video clock. */
  timesS: Float64Array;
  /** Poses after each other; NaN where the dancer is not seen. */
  image: Float32Array;
}>;

/** Two pictures further apart are not joined by a line, one further away tells nothing: as docs/classpack.md says. */
const JOINED_S = 0.5;
const NEAR_S = 0.25;

/** @throws Error, MalformedError where a file is no such archive, or holds other arrays. */
export function readTrack(bytes: Uint8Array): PoseTrack {
  const files = openNpz(bytes);
  const times = readNpy(fileOf(files, "times_s"), "times of the poses", "<f8", [null]);
  const shape = [times.values.length, LANDMARKS, FIELDS];
  return { timesS: times.values, image: readNpy(fileOf(files, "image"), "poses", "<f4", shape).values };
}

function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const found = files.get(name);
  if (found === undefined) throw new Error(`The file of the poses has no ${name}.`);
  return found;
}

/** The pose of a picture, a view into the track; null where the dancer is not seen. */
function poseOf({ image }: PoseTrack, frame: number): Pose | null {
  const pose = image.subarray(frame * POSE, (frame + 1) * POSE);
  return pose.length === POSE && !Number.isNaN(pose[0] as number) ? pose : null;
}

/** The pose at an instant: linear between two pictures that are near each other, else the nearest near one; or null. */
export function poseAt(track: PoseTrack, atS: number): Pose | null {
  const { timesS } = track;
  const after = firstAfter(timesS, atS);
  const before = after - 1;
  const beforeS = timesS[before] ?? Number.NEGATIVE_INFINITY;
  const afterS = timesS[after] ?? Number.POSITIVE_INFINITY;
  const one = before >= 0 ? poseOf(track, before) : null;
  if (one !== null && beforeS === atS) return one;
  const other = after < timesS.length ? poseOf(track, after) : null;
  if (one !== null && other !== null && afterS - beforeS <= JOINED_S)
    return between(one, other, (atS - beforeS) / (afterS - beforeS));
  const [nearest, awayS] = atS - beforeS <= afterS - atS ? [one, atS - beforeS] : [other, afterS - atS];
  return awayS <= NEAR_S ? nearest : null;
}

function between(one: Pose, other: Pose, part: number): Pose {
  return one.map((value, k) => value + part * ((other[k] as number) - value));
}

/** Index of the first time after an instant. */
function firstAfter(timesS: Float64Array, atS: number): number {
  let low = 0;
  let high = timesS.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesS[middle] as number) <= atS) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The track on the frames of the class video, which come at a constant rate; NaN where there is no pose. */
export function onFrames(track: PoseTrack, frames: number, rateHz: number): Float32Array {
  const poses = new Float32Array(frames * POSE).fill(Number.NaN);
  for (let k = 0; k < frames; k++) {
    const pose = poseAt(track, k / rateHz);
    if (pose !== null) poses.set(pose, k * POSE);
  }
  return poses;
}

/** A pose of `onFrames`; null where there is none. */
export function poseOn(poses: Float32Array, frame: number): Pose | null {
  return poseOf({ timesS: new Float64Array(), image: poses }, frame);
}
