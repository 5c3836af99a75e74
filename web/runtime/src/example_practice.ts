/** The example of runtime/typescript/README.md for a page that scores, so that it is checked; the harness runs it. */

import type { Pack } from "@eightcount/runtime";
import type { Feedback, Judgement, PartSummary, Sheet } from "@eightcount/runtime/scoring";
import type { Asked, Told } from "./example_scorer.worker";

/** A landmark as MediaPipe's Pose Landmarker gives it: `result.landmarks` is a list of 33 for each person. */
type Landmark = Readonly<{ x: number; y: number; z: number; visibility: number }>;

export function practise(
  pack: Pack,
  width: number,
  height: number,
  show: (told: Feedback | Judgement | PartSummary) => void,
) {
  const worker = new Worker(new URL("./example_scorer.worker.ts", import.meta.url), { type: "module" });
  const ask = (asked: Asked) => worker.postMessage(asked);
  const sheet = new Promise<Sheet>((resolve, reject) => {
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data }: MessageEvent<Told>) =>
      data.kind === "sheet" ? resolve(data.sheet) : show(data);
  });
  ask({
    kind: "begin",
    routine: pack.routine,
    poses: pack.poses,
    width,
    height,
    classId: pack.manifest.classId,
    manifest: pack.manifestSha256,
  });
  return {
    /** A picture of the camera, seen at that time of the class video. */
    frame(timeS: number, people: readonly (readonly Landmark[])[]): void {
      const values = people.flat().flatMap(({ x, y, z, visibility }) => [x, y, z, visibility]);
      ask({ kind: "frame", timeS, landmarks: Float32Array.from(values) });
    },
    end(): Promise<Sheet> {
      ask({ kind: "end" });
      return sheet.finally(() => worker.terminate());
    },
  };
}
