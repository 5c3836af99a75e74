/** The example of runtime/typescript/README.md for a Web Worker, so that it is checked; the harness runs it. */

import type { PoseTrack, Routine } from "@eightcount/runtime";
import { type Event, referenceOf, Session, type Sheet } from "@eightcount/runtime/scoring";

export type Asked =
  | {
      kind: "begin";
      routine: Routine;
      poses: PoseTrack;
      width: number;
      height: number;
      classId: string;
      manifest: string;
    }
  | { kind: "frame"; timeS: number; landmarks: Float32Array | null }
  | { kind: "end" };
export type Told = Event | { kind: "sheet"; sheet: Sheet };

let session: Session | null = null;

self.onmessage = ({ data }: MessageEvent<Asked>) => {
  if (data.kind === "begin") {
    const { routine, poses, width, height, classId, manifest } = data;
    session = new Session(referenceOf(routine, poses), width, height, { classId, manifest });
  } else if (data.kind === "frame") {
    for (const event of session?.push(data.timeS, data.landmarks) ?? []) self.postMessage(event);
  } else if (session) {
    for (const event of session.finish()) self.postMessage(event);
    self.postMessage({ kind: "sheet", sheet: session.result() });
  }
};
