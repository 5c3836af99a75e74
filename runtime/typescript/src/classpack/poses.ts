/**
 * The pose track: 33 body landmarks in every frame of the class video, and its quantised files.
 *
 * `poses.npy` holds x, y, z, visibility in the picture, `poses_world.npy` x, y, z in metres: 16-bit integers, value *
 * 8192, -32768 where the dancer is not seen. Landmark order and meaning are those of MediaPipe's pose landmarker.
 */

import type { Ratio } from "./fields.ts";
import { readNpy } from "./npy.ts";

/** `left` and `right` are the dancer's own; the place in this list is the index everywhere. */
export const LANDMARKS = [
  "nose",
  "left_eye_inner",
  "left_eye",
  "left_eye_outer",
  "right_eye_inner",
  "right_eye",
  "right_eye_outer",
  "left_ear",
  "right_ear",
  "mouth_left",
  "mouth_right",
  "left_shoulder",
  "right_shoulder",
  "left_elbow",
  "right_elbow",
  "left_wrist",
  "right_wrist",
  "left_pinky",
  "right_pinky",
  "left_index",
  "right_index",
  "left_thumb",
  "right_thumb",
  "left_hip",
  "right_hip",
  "left_knee",
  "right_knee",
  "left_ankle",
  "right_ankle",
  "left_heel",
  "right_heel",
  "left_foot_index",
  "right_foot_index",
] as const;

/** Pairs of landmarks to draw lines between. */
export const BONES = [
  ...([
    [11, 12],
    [11, 13],
    [13, 15],
    [12, 14],
    [14, 16],
    [11, 23],
    [12, 24],
    [23, 24],
    [23, 25],
  ] as const),
  ...([
    [25, 27],
    [24, 26],
    [26, 28],
    [27, 29],
    [29, 31],
    [27, 31],
    [28, 30],
    [30, 32],
    [28, 32],
  ] as const),
] as const;

/** Values of one pose in the picture: x, y, z, visibility of each landmark. */
export const POSE_VALUES = LANDMARKS.length * 4;
/** Values of one pose in metres: x, y, z of each landmark. */
export const WORLD_VALUES = LANDMARKS.length * 3;
/** Quanta to 1: of the picture's width (x, z) and height (y), of full visibility, of a metre. */
export const SCALE = 8192;
export const MISSING = -32768;
/** Poses are not interpolated over a longer hole between frames. */
export const MAX_GAP_S = 0.5;

/**
 * Poses at a constant rate: frame k is at k / rate seconds of the video clock. Where the dancer is not seen all values
 * of the frame are NaN. The values of a file are whole eight-thousandths, which 32 bits hold exactly.
 */
export interface PoseTrack {
  /** Frames a second, exact. */
  readonly rate: Ratio;
  readonly frames: number;
  /**
   * `POSE_VALUES` for each frame: x by the picture's width, y by its height (down), z in the scale of x, visibility 0 to
   * 1.
   */
  readonly image: Float32Array;
  /**
   * `WORLD_VALUES` for each frame: metres from the middle of the hips, x to the picture's right, y down, z away from the
   * camera.
   */
  readonly world: Float32Array;
}

/**
 * The pose track that two files hold. Throws a `MalformedError` where one is not such a file, or they differ in their
 * number of frames.
 */
export function readPoseTrack(poses: Uint8Array, posesWorld: Uint8Array, rate: Ratio): PoseTrack {
  const image = readNpy(poses, "pose track", "<i2", [null, LANDMARKS.length, 4]);
  const [frames = 0] = image.shape;
  const world = readNpy(posesWorld, "world pose track", "<i2", [frames, LANDMARKS.length, 3]);
  return { rate, frames, image: restored(image.values), world: restored(world.values) };
}

/** Is there a dancer in the frame? */
export function isSeen({ image }: PoseTrack, frame: number): boolean {
  return Number.isFinite(image[frame * POSE_VALUES]);
}

/** When a frame is shown, seconds on the video clock. */
export function frameTimeS({ rate }: PoseTrack, frame: number): number {
  return frame / (rate[0] / rate[1]);
}

/** When each frame is shown, seconds on the video clock. */
export function frameTimesS(track: PoseTrack): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: track.frames }, (_, frame) => frameTimeS(track, frame));
}

/** The values behind quanta; NaN where they are missing. */
export function restored(quanta: Int16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(quanta.length);
  for (let at = 0; at < values.length; at++) {
    const quantum = quanta[at] as number;
    values[at] = quantum === MISSING ? Number.NaN : quantum / SCALE;
  }
  return values;
}

/**
 * The pose at any instant, linear between the two frames around it.
 *
 * @param timesS rising, seconds; the instants of the frames
 * @param poses `into.length` values for each frame; NaN where the dancer is not seen
 * @param into is filled: where only the nearer of the two frames shows the dancer, or the hole between them is longer
 *   than `MAX_GAP_S`, with that frame's pose if it is within half the hole and `MAX_GAP_S / 2`; otherwise with NaN.
 *   Before the first and after the last frame the same rule holds with the one frame there is.
 */
export function poseAt(
  timesS: Float64Array,
  poses: Float32Array | Float64Array,
  atS: number,
  into: Float64Array,
): void {
  const last = timesS.length - 1;
  if (last < 0) {
    into.fill(Number.NaN);
    return;
  }
  const after = Math.min(firstFrom(timesS, atS), last);
  const afterS = timesS[after] as number;
  const before = afterS <= atS ? after : Math.max(after - 1, 0);
  const beforeS = timesS[before] as number;
  const holeS = afterS - beforeS;
  const share = holeS > 0 ? (atS - beforeS) / holeS : 0;
  const nearer = Math.abs(atS - beforeS) <= Math.abs(afterS - atS) ? before : after;
  const isNear = Math.abs(atS - (timesS[nearer] as number)) <= MAX_GAP_S / 2;
  const isJoined = holeS <= MAX_GAP_S && atS >= (timesS[0] as number) && atS <= (timesS[last] as number);
  const [first, second, alone] = [before * into.length, after * into.length, nearer * into.length];
  for (let at = 0; at < into.length; at++) {
    const between = (poses[first + at] as number) * (1 - share) + (poses[second + at] as number) * share;
    const single = isNear ? (poses[alone + at] as number) : Number.NaN;
    into[at] = isJoined && Number.isFinite(between) ? between : single;
  }
}

/** Index of the first time that is not before an instant. */
function firstFrom(timesS: Float64Array, atS: number): number {
  let [low, high] = [0, timesS.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesS[middle] as number) < atS) low = middle + 1;
    else high = middle;
  }
  return low;
}
