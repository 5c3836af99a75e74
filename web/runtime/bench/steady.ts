/**
 * Does a frame allocate? Prints JSON: bytes of the heap for each frame between judgements, once engines have settled.
 *
 *     scripts/node.sh node --single-threaded --expose-gc --max-semi-space-size=256 runtime/bench/steady.ts
 *
 * A single thread, so that code is compiled after as many frames on a busy machine as on an idle one.
 *
 * A class of eight steps of 400 s each, so that there is time between two judgements, danced for nearly an hour.
 */

import { POSE_VALUES, type PoseTrack, type Routine } from "@eightcount/runtime/classpack";
import { referenceOf, Session } from "@eightcount/runtime/scoring";
import { CLASS } from "../src/golden_dances.ts";

const [RATE_HZ, STEP_S, STEPS] = [30, 400, 8];
const FRAMES = RATE_HZ * STEP_S * STEPS;
const CHUNK = 5000;
const LAST = 5;

/** The golden dance to and fro. */
function longTrack(): PoseTrack {
  const image = new Float32Array(FRAMES * POSE_VALUES);
  const { frames, image: danced } = CLASS.track;
  for (let frame = 0; frame < FRAMES; frame++) {
    const at = frame % (2 * frames);
    const from = (at < frames ? at : 2 * frames - 1 - at) * POSE_VALUES;
    image.set(danced.subarray(from, from + POSE_VALUES), frame * POSE_VALUES);
  }
  return { rate: [RATE_HZ, 1], frames: FRAMES, image, world: new Float32Array() };
}

function longRoutine(): Routine {
  const beat = (number: number) => ({ songS: number * STEP_S, videoS: number * STEP_S });
  const places = Array.from({ length: 8 }, () => [0.5, 0.5] as const);
  const [angles, visibility, weights] = [Array(8).fill(0.5), Array(16).fill(1), Array(16).fill(1)];
  const targets = { angles, places, visibility, centre: [0.5, 0.5] as const, torso: 0.2 };
  const steps = Array.from({ length: STEPS }, (_, at) => ({
    start: beat(at),
    point: { at: beat(at + 1), frame: RATE_HZ * STEP_S * (at + 1) - 1, targets, weights },
  }));
  const video = { width: CLASS.width, height: CLASS.height, rate: [RATE_HZ, 1] as const, frames: FRAMES };
  return { video, offsetS: 0, rate: 1, parts: [{ name: null, steps }], problems: [], scoring: null };
}

function collectGarbage(): void {
  if (!globalThis.gc) throw new Error("Run node with --expose-gc.");
  globalThis.gc();
}

/** Bytes for each frame of a chunk; null where a step was judged in it. */
function chunkBytes(session: Session, track: PoseTrack, from: number, pose: Float64Array): number | null {
  // Beside a text, numbers are objects before they are handed over: those would be the caller's.
  const timesS: unknown[] = ["", ...Array.from({ length: CHUNK }, (_, at) => (from + at + 0.25) / RATE_HZ)];
  let judged = false;
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < CHUNK; at++) {
    const first = (from + at) * POSE_VALUES;
    for (let k = 0; k < POSE_VALUES; k++) pose[k] = track.image[first + k] as number;
    if (session.push(timesS[at + 1] as number, pose, 1).length > 1) judged = true;
  }
  const bytes = process.memoryUsage().heapUsed - before;
  return judged ? null : bytes / CHUNK;
}

const track = longTrack();
const session = new Session(referenceOf(longRoutine(), track), CLASS.width, CLASS.height);
const pose = new Float64Array(POSE_VALUES);
const chunks = Array.from({ length: Math.floor(FRAMES / CHUNK) }, (_, at) =>
  chunkBytes(session, track, at * CHUNK, pose),
);
const last = chunks.filter((bytes) => bytes !== null).slice(-LAST);
process.stdout.write(`${JSON.stringify({ frames: FRAMES, bytes_per_frame: Math.min(...last), last })}\n`);
