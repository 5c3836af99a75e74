/** Poses of a camera with no class: for the check before a dance, and for calibrating. */

import { poseEngine, release } from "../pose";
import { branchOf } from "./branch";
import type { Camera } from "./camera";
import type { CameraFrame } from "./frames";
import { POSE_EVERY_MS, POSE_ROOM } from "./graph";
import type { PoseFrame } from "./types";

/**
 * Tells of every picture that is looked at, `classS` null, until the function it gives is called; the first comes when
 * the net is loaded. `failed` is told where poses cannot be looked for on this device.
 */
export function watchBody(
  camera: Camera,
  listener: (frame: PoseFrame) => void,
  failed: (error: unknown) => void = reportError,
): () => void {
  let isWatched = true;
  let stop: () => void = () => undefined;
  void (async () => {
    const engine = await poseEngine();
    const branch = branchOf<CameraFrame>({
      room: POSE_ROOM,
      everyMs: POSE_EVERY_MS,
      async work({ picture, capturedMs }) {
        const { landmarks, people, width, height } = await engine.look(picture, capturedMs);
        if (isWatched) listener({ capturedMs, classS: null, landmarks, people, width, height });
        return true;
      },
      sinceMs: ({ capturedMs }) => capturedMs,
      letGo: ({ picture }) => picture.close(),
      failed,
    });
    const stopFrames = isWatched ? camera.frames(branch.put) : () => undefined;
    stop = () => {
      stopFrames();
      branch.close();
      release();
    };
    if (!isWatched) stop();
  })().catch(failed);
  return () => {
    isWatched = false;
    stop();
  };
}
