/** Poses of a camera with no class: for the check before a dance, and for calibrating. */

import { PoseError, poseEngine } from "../pose";
import { branchOf } from "./branch";
import type { Camera } from "./camera";
import type { CameraFrame } from "./frames";
import { POSE_EVERY_MS, POSE_ROOM } from "./graph";
import type { PoseFrame } from "./types";

/**
 * Tells of every picture that is looked at, `classS` null, until the function it gives is called; the first comes when
 * the net is loaded. `failed` is told where poses cannot be looked for on this device, while it is watched.
 */
export function watchBody(
  camera: Camera,
  listener: (frame: PoseFrame) => void,
  failed: (error: unknown) => void = reportError,
): () => void {
  let isWatched = true;
  const fail = (error: unknown) => isWatched && failed(error);
  let stop: () => void = () => undefined;
  void (async () => {
    const held = await poseEngine();
    if (!isWatched) return held.release();
    const branch = branchOf<CameraFrame>({
      room: POSE_ROOM,
      everyMs: POSE_EVERY_MS,
      async work({ picture, capturedMs }) {
        const { landmarks, people, width, height } = await held.engine.look(picture, capturedMs);
        if (isWatched) listener({ capturedMs, classS: null, landmarks, people, width, height });
        return true;
      },
      sinceMs: ({ capturedMs }) => capturedMs,
      letGo: ({ picture }) => picture.close(),
      failed(error) {
        if (error instanceof PoseError) held.abandon();
        fail(error);
      },
    });
    const letGo = () => {
      branch.close();
      held.release();
    };
    try {
      const stopFrames = camera.frames(branch.put);
      stop = () => {
        stopFrames();
        letGo();
      };
    } catch (error) {
      letGo();
      throw error;
    }
  })().catch(fail);
  return () => {
    if (!isWatched) return;
    isWatched = false;
    stop();
  };
}
