/** One go at calibrating: clicks out, claps before the camera or taps on the screen in, a latency found. */

import { type Camera, CameraError, openCamera, watchBody } from "../graph";
import { onPageClock } from "../graph/pageClock";
import { shapeOf } from "../graph/upright";
import { clapFinder } from "./claps";
import { type Clicks, playClicks } from "./clicks";
import { type Closing, closingWith } from "./closing";
import { believed, type Found, latencyFrom } from "./latency";
import { audio, hush, lookAtOutput, presentOutput } from "./output";
import { keep, USUAL_CAMERA_S } from "./store";

/** So long after the last click a clap to it may still come. */
const TAIL_MS = 700;
/**
 * Nothing is heard or seen before it is there. Claps measure all of the delay; of taps the camera's share is a guess, and
 * people tap somewhat before a click that they await, so theirs may come out a little below nothing.
 */
const EARLIEST_S = { clap: 0, tap: -0.04 - USUAL_CAMERA_S } as const;

export interface Going {
  /** To show that claps are seen. */
  readonly camera: Camera | null;
  /** A tap, at an event's own time. */
  tap(timeStampMs: number): void;
  /** Kept already where it was found. Null: it was stopped. */
  readonly found: Promise<Found | null>;
}

/**
 * Until `signal` ends it, at any time. `heard` is told of clicks played and of claps or taps made, so many each. Throws a
 * `CameraError`, a `PoseError`, a `SilentError`, or the signal's reason; what breaks later, `found` throws.
 */
export async function begin(
  by: "clap" | "tap",
  heard: (clicks: number, made: number) => void,
  signal: AbortSignal,
): Promise<Going> {
  const context = audio();
  const made: number[] = [];
  const closing = closingWith(signal);
  const { broken, fail } = breaking();
  try {
    closing.add(() => fail(signal.reason)); // where it is over by itself, nobody waits any more
    const camera = by === "clap" ? await openCamera("user") : null;
    if (camera) closing.add(camera.close);
    if (camera) await Promise.race([watchClaps(camera, (atS) => made.push(atS), fail, closing), broken]);
    const clicks = await playClicks(context);
    closing.add(() => {
      clicks.stop();
      hush();
    });
    const look = setInterval(() => heard(clicks.played(), made.length), 50);
    closing.add(() => clearInterval(look));
    return {
      camera,
      tap: (timeStampMs) => void made.push(onPageClock(timeStampMs) / 1000),
      found: foundOf({ clicks, made, by, broken, closing }),
    };
  } catch (error) {
    closing.close();
    throw error;
  }
}

/** What breaks while something is waited for. */
function breaking() {
  let fail: (error: unknown) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => {
    fail = reject;
  });
  broken.catch(() => undefined); // it may break when nobody waits
  return { broken, fail };
}

interface Made {
  readonly clicks: Clicks;
  readonly made: readonly number[];
  readonly by: "clap" | "tap";
  readonly broken: Promise<never>;
  readonly closing: Closing;
}

async function foundOf({ clicks, made, by, broken, closing }: Made): Promise<Found | null> {
  const { signal } = closing;
  const madeToAll = clicks.over.then(() => new Promise((waited) => setTimeout(waited, TAIL_MS)));
  try {
    await Promise.race([madeToAll, broken]);
    const result = believed(latencyFrom(clicks.heardS(), made), EARLIEST_S[by]);
    // While the sound still runs, and tells how late it is.
    if (result.kind === "found") await keepFound(result, by, signal);
    return signal.aborted ? null : result;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    closing.close();
  }
}

/** A tap says nothing of the camera: that is taken as usual. */
async function keepFound(
  found: Extract<Found, { kind: "found" }>,
  by: "clap" | "tap",
  signal: AbortSignal,
): Promise<void> {
  const latencyS = found.latencyS + (by === "tap" ? USUAL_CAMERA_S : 0);
  // A browser that tells nothing of its outputs leaves what was known.
  const output = await lookAtOutput().catch(presentOutput);
  if (!signal.aborted) keep(output, { latencyS, spreadS: found.spreadS, by, atMs: Date.now() });
}

/** Resolves with the first picture that was looked at; `failed` is told of what breaks then or later. */
function watchClaps(
  camera: Camera,
  clapped: (atS: number) => void,
  failed: (error: unknown) => void,
  closing: Closing,
): Promise<void> {
  const find = clapFinder();
  void camera.whenLost.then(() => failed(new CameraError("lost")));
  return new Promise((resolve) => {
    const stop = watchBody(
      camera,
      ({ capturedMs, landmarks, width, height }) => {
        resolve();
        const clap = find(capturedMs / 1000, landmarks, shapeOf({ width, height }));
        if (clap !== null) clapped(clap);
      },
      failed,
    );
    closing.add(stop);
  });
}
