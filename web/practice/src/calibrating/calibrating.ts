/** One go at calibrating: clicks out, claps before the camera or taps on the screen in, a latency found. */

import { type Camera, openCamera, watchBody } from "../graph";
import { onPageClock } from "../graph/pageClock";
import { shapeOf } from "../graph/upright";
import { clapFinder } from "./claps";
import { playClicks } from "./clicks";
import { type Found, latencyFrom } from "./latency";
import { audio, lookAtOutput } from "./output";
import { keep, USUAL_CAMERA_S } from "./store";

/** So long after the last click a clap to it may still come. */
const TAIL_MS = 700;

export interface Going {
  /** To show that claps are seen. */
  readonly camera: Camera | null;
  /** A tap, at an event's own time. */
  tap(timeStampMs: number): void;
  /** Kept already where it was found. Null: it was stopped. */
  readonly found: Promise<Found | null>;
  stop(): void;
}

/** `heard` is told of clicks played and of claps or taps made, so many each. Throws a `CameraError`, or a `PoseError`. */
export async function begin(
  by: "clap" | "tap",
  heard: (clicks: number, made: number) => void,
): Promise<Going> {
  const context = audio();
  const made: number[] = [];
  const camera = by === "clap" ? await openCamera("user") : null;
  const unwatch = camera ? await watchClaps(camera, (atS) => made.push(atS)) : () => undefined;
  const clicks = await playClicks(context);
  const look = setInterval(() => heard(clicks.played(), made.length), 50);
  let isStopped = false;
  const close = () => {
    clearInterval(look);
    unwatch();
    camera?.close();
  };
  const found = (async () => {
    await clicks.over;
    await new Promise((waited) => setTimeout(waited, TAIL_MS));
    close();
    if (isStopped) return null;
    const result = latencyFrom(clicks.heardS(), made);
    if (result.kind === "found") await keepFound(result, by);
    return result;
  })();
  return {
    camera,
    tap: (timeStampMs) => void made.push(onPageClock(timeStampMs) / 1000),
    found,
    stop() {
      isStopped = true;
      close();
      clicks.stop();
    },
  };
}

/** A tap says nothing of the camera: that is taken as usual. */
async function keepFound(found: Extract<Found, { kind: "found" }>, by: "clap" | "tap"): Promise<void> {
  const latencyS = found.latencyS + (by === "tap" ? USUAL_CAMERA_S : 0);
  keep(await lookAtOutput(), { latencyS, spreadS: found.spreadS, by, atMs: Date.now() });
}

/** Resolves with the first picture that was looked at. */
function watchClaps(camera: Camera, clapped: (atS: number) => void): Promise<() => void> {
  const find = clapFinder();
  return new Promise((resolve, reject) => {
    const stop = watchBody(
      camera,
      ({ capturedMs, landmarks, width, height }) => {
        resolve(stop);
        const clap = find(capturedMs / 1000, landmarks, shapeOf({ width, height }));
        if (clap !== null) clapped(clap);
      },
      (error) => {
        camera.close();
        reject(error);
      },
    );
  });
}
