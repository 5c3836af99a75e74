/** The pose file of a practice, as docs/practices.md describes it. Pure. */
import { readNpy } from "@eightcount/runtime/classpack";
import { FIELDS, LANDMARKS, type PoseTrack } from "../poses/track";

/** Values of one pose: x, y, z, visibility of each landmark. */
export const POSE = LANDMARKS * FIELDS;
const COLUMNS = 1 + POSE;

export type PracticePoses = Readonly<{
  /** Of each picture, seconds of the practice's own clock. */
  timesS: Float64Array;
  /** `POSE` values for each picture; NaN where nobody was seen. */
  landmarks: Float64Array;
}>;

/** Throws a `MalformedError` where it is no such file. */
export function readPracticePoses(bytes: Uint8Array): PracticePoses {
  const { shape, values } = readNpy(bytes, "pose file", "<f8", [null, COLUMNS]);
  const pictures = shape[0] ?? 0;
  const timesS = new Float64Array(pictures);
  const landmarks = new Float64Array(pictures * POSE);
  for (let k = 0; k < pictures; k++) {
    const row = k * COLUMNS;
    timesS[k] = values[row] as number;
    landmarks.set(values.subarray(row + 1, row + COLUMNS), k * POSE);
  }
  return { timesS, landmarks };
}

/** To be drawn. */
export function trackOf({ timesS, landmarks }: PracticePoses): PoseTrack {
  return { timesS, image: Float32Array.from(landmarks) };
}
