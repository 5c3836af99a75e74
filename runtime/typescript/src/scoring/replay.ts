/** A practice that was recorded, scored as if it were danced: the same sheet as live. */

import { POSE_VALUES } from "../classpack/poses.ts";
import type { Reference } from "./reference.ts";
import { Session, type SessionOptions } from "./session.ts";
import type { Sheet } from "./sheet.ts";

/**
 * The sheet of a recording. Throws a `RangeError` where there are not as many poses as times.
 *
 * @param timesS of the frames, on the class's video clock
 * @param landmarks POSE_VALUES for each frame, NaN throughout one with nobody
 * @param width and what follows: as for `Session`
 */
export function replay(
  reference: Reference,
  timesS: ArrayLike<number>,
  landmarks: Float32Array | Float64Array,
  width: number,
  height: number,
  options: SessionOptions = {},
): Sheet {
  if (landmarks.length !== timesS.length * POSE_VALUES) {
    const frames = landmarks.length / POSE_VALUES;
    throw new RangeError(`There are ${timesS.length} times, but ${frames} frames of landmarks.`);
  }
  const session = new Session(reference, width, height, options);
  for (let frame = 0; frame < timesS.length; frame++) {
    const pose = landmarks.subarray(frame * POSE_VALUES, (frame + 1) * POSE_VALUES);
    session.take(timesS[frame] as number, pose);
  }
  return session.result();
}
