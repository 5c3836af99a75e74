/**
 * One picture in, a body out, by the vision library; in a worker, or on the page where a worker may not draw. Knows no
 * class and no clock but the pictures'. Must not ask for anything on the network but the library's own two files.
 */

import { type NormalizedLandmark, PoseLandmarker } from "@mediapipe/tasks-vision";
import type { Delegate, Fileset, Seen } from "./messages";

export interface Seeing {
  /** The picture is closed. Throws what the library throws. */
  look(picture: VideoFrame | ImageBitmap, capturedMs: number): Seen;
  close(): void;
}

/** What looking begins with. */
export interface Sight {
  readonly net: Uint8Array;
  readonly delegate: Delegate;
  readonly fileset: Fileset;
}

/** Of this thread: a page's where a browser has no other. */
type Canvas = OffscreenCanvas | HTMLCanvasElement;
/** What both of them have. */
interface Drawn {
  getContext(kind: "2d", asked: CanvasRenderingContext2DSettings): CanvasDrawImage | null;
}

const VALUES = 4;
const LEAP_MS = 5000;
/** The shorter side of what is looked at: the net itself sees 256 pixels of a body. */
const LEAST_SIDE_PX = 360;

/** @param aCanvas makes one; the library, which draws pictures on it, would ask the browser's name before it makes one */
export async function seeingBy({ net, delegate, fileset }: Sight, aCanvas: () => Canvas): Promise<Seeing> {
  const landmarker = await PoseLandmarker.createFromOptions(fileset, {
    baseOptions: { modelAssetBuffer: net, delegate },
    canvas: aCanvas(),
    runningMode: "VIDEO",
    numPoses: 1,
  });
  const toldMs = tellingMs();
  // Not on the graphics processor, so that pictures need not go there and back.
  const copied = copier(aCanvas(), delegate === "CPU");
  return {
    look(picture, capturedMs) {
      const began = performance.now();
      const [width, height] = sizeOf(picture);
      const copy = copied(picture, width, height);
      picture.close();
      const { landmarks } = landmarker.detectForVideo(copy, toldMs(capturedMs));
      return {
        landmarks: landmarks.length > 0 ? flat(landmarks) : null,
        people: landmarks.length,
        width,
        height,
        tookMs: performance.now() - began,
      };
    },
    close: () => landmarker.close(),
  };
}

/** The library wants times that rise by whole milliseconds, and breaks where they leap: another camera may follow. */
function tellingMs(): (capturedMs: number) => number {
  let before = { capturedMs: 0, toldMs: 0 };
  return (capturedMs) => {
    const sinceMs = Math.round(capturedMs - before.capturedMs);
    const goesOnMs = sinceMs > 0 && sinceMs < LEAP_MS ? sinceMs : 1;
    before = { capturedMs, toldMs: before.toldMs + goesOnMs };
    return before.toldMs;
  };
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
 * Gives smaller copies, upright: a camera lends few pictures at a time to all branches together, and a phone's lie on
 * their side, which the library does not see.
 */
function copier(canvas: Canvas, isRead: boolean) {
  const drawn: Drawn = canvas;
  return (picture: VideoFrame | ImageBitmap, width: number, height: number): Canvas => {
    const size = Math.min(1, LEAST_SIDE_PX / Math.min(width, height));
    const [wide, high] = [Math.round(width * size), Math.round(height * size)];
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
    drawn.getContext("2d", { willReadFrequently: isRead })?.drawImage(picture, 0, 0, wide, high);
    return canvas;
  };
}
