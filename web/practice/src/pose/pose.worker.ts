/**
 * Looks for a body in pictures, one at a time, in a worker of its own. Knows no class and no clock but the pictures'.
 * Must not ask for anything on the network but the library's own two files.
 */

import { type NormalizedLandmark, PoseLandmarker } from "@mediapipe/tasks-vision";
import type { Asked, Numbered, Seen, Told } from "./messages";

const VALUES = 4;
const LEAP_MS = 5000;
/** The shorter side of what is looked at: the net itself sees 256 pixels of a body. */
const LEAST_SIDE_PX = 360;

let landmarker: PoseLandmarker | null = null;
/** Of the picture before: as it was taken, and as the library was told. */
let before = { capturedMs: 0, toldMs: 0 };
let canvas: OffscreenCanvas | null = null;
/** Not on the graphics processor, so that pictures need not go there and back. */
let onProcessor = true;

self.onmessage = async ({ data }: MessageEvent<Asked & Numbered>) => {
  const tell = (told: Told, transfer: Transferable[] = []) =>
    self.postMessage({ ...told, number: data.number }, { transfer });
  try {
    if (data.kind === "begin") {
      landmarker = await begin(data);
      tell({ kind: "ready" });
    } else {
      const seen = look(data.picture, data.capturedMs);
      tell({ kind: "seen", seen }, seen.landmarks ? [seen.landmarks.buffer] : []);
    }
  } catch (error) {
    tell({ kind: "failed", sentence: String(error) });
  } finally {
    if (data.kind === "look") data.picture.close();
  }
};

function begin({ net, delegate, fileset }: Extract<Asked, { kind: "begin" }>): Promise<PoseLandmarker> {
  onProcessor = delegate === "CPU";
  const baseOptions = { modelAssetBuffer: net, delegate };
  return PoseLandmarker.createFromOptions(fileset, { baseOptions, runningMode: "VIDEO", numPoses: 1 });
}

function look(picture: VideoFrame | ImageBitmap, capturedMs: number): Seen {
  const began = performance.now();
  const [width, height] = sizeOf(picture);
  const copy = copied(picture, width, height);
  picture.close();
  if (!landmarker) throw new Error("It was not begun.");
  const { landmarks } = landmarker.detectForVideo(copy, toldMs(capturedMs));
  return {
    landmarks: landmarks.length > 0 ? flat(landmarks) : null,
    people: landmarks.length,
    width,
    height,
    tookMs: performance.now() - began,
  };
}

/** The library wants times that rise by whole milliseconds, and breaks where they leap: another camera may follow. */
function toldMs(capturedMs: number): number {
  const sinceMs = Math.round(capturedMs - before.capturedMs);
  const goesOnMs = sinceMs > 0 && sinceMs < LEAP_MS ? sinceMs : 1;
  before = { capturedMs, toldMs: before.toldMs + goesOnMs };
  return before.toldMs;
}

function flat(people: readonly NormalizedLandmark[][]): Float32Array<ArrayBuffer> {
  const marks = people.flat();
  const values = new Float32Array(marks.length * VALUES);
  for (const [at, { x, y, z, visibility }] of marks.entries()) values.set([x, y, z, visibility], at * VALUES);
  return values;
}

function sizeOf(picture: VideoFrame | ImageBitmap): readonly [width: number, height: number] {
  return "displayWidth" in picture
    ? [picture.displayWidth, picture.displayHeight]
    : [picture.width, picture.height];
}

/**
 * A smaller copy, upright: a camera lends few pictures at a time to all branches together, and a phone's lie on their
 * side, which the library does not see.
 */
function copied(picture: VideoFrame | ImageBitmap, width: number, height: number): OffscreenCanvas {
  const size = Math.min(1, LEAST_SIDE_PX / Math.min(width, height));
  const [wide, high] = [Math.round(width * size), Math.round(height * size)];
  if (canvas?.width !== wide || canvas.height !== high) canvas = new OffscreenCanvas(wide, high);
  canvas.getContext("2d", { willReadFrequently: onProcessor })?.drawImage(picture, 0, 0, wide, high);
  return canvas;
}
