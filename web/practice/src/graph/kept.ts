/** The poses that were scored, as they are kept with a practice. */

import { POSE_VALUES } from "@eightcount/runtime";

const AT_FIRST = 1024;

export interface KeptPoses {
  /** Of the first person; null: nobody. */
  add(classS: number, landmarks: Float32Array | null): void;
  readonly lastS: number;
  read(): { readonly posesAtS: Float64Array; readonly poses: Float32Array };
}

export function keptPoses(): KeptPoses {
  let [times, values] = [new Float64Array(AT_FIRST), new Float32Array(AT_FIRST * POSE_VALUES)];
  let count = 0;
  return {
    add(classS, landmarks) {
      if (count === times.length) {
        const [all, allValues] = [new Float64Array(2 * count), new Float32Array(2 * count * POSE_VALUES)];
        all.set(times);
        allValues.set(values);
        [times, values] = [all, allValues];
      }
      times[count] = classS;
      const place = values.subarray(count * POSE_VALUES, (count + 1) * POSE_VALUES);
      if (landmarks) place.set(landmarks.subarray(0, POSE_VALUES));
      else place.fill(Number.NaN);
      count++;
    },
    get lastS() {
      return count > 0 ? (times[count - 1] as number) : Number.NEGATIVE_INFINITY;
    },
    read: () => ({ posesAtS: times.slice(0, count), poses: values.slice(0, count * POSE_VALUES) }),
  };
}
