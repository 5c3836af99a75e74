/**
 * What is wrong with how somebody stands before the camera, most pressing first; and whether it has been right for long
 * enough to begin. Pure: poses and a brightness in, one word out.
 */

import { POSE_VALUES } from "@eightcount/runtime";
import type { PoseFrame } from "../graph/types";

export type Verdict =
  | "looking"
  | "dark"
  | "bright"
  | "nobody"
  | "head"
  | "feet"
  | "arms"
  | "closer"
  | "back"
  | "centre"
  | "ready";

/** How bright the picture is, 0 to 1; null where it is not known. */
export type Light = number | null;

const NOSE = 0;
const WRISTS = [15, 16] as const;
const HIPS = [23, 24] as const;
const ANKLES = [27, 28] as const;
const SEEN = 0.5;
/** Of the picture: nearer to its edge a landmark is guessed. */
const EDGE = 0.015;
const DARKEST = 0.16;
const BRIGHTEST = 0.94;
/** From nose to ankles, of the picture's height. Below, arms and legs are too few pixels; above, no arm can be raised. */
const SMALLEST = 0.32;
const LARGEST = 0.84;
/** The hips lie within this share of the width around its middle. */
const ASIDE = 0.28;

export function verdictOf(frame: Pick<PoseFrame, "landmarks" | "people">, light: Light): Verdict {
  if (light !== null && light < DARKEST) return "dark";
  const { landmarks, people } = frame;
  if (!landmarks || people === 0 || landmarks.length < POSE_VALUES) {
    return light !== null && light > BRIGHTEST ? "bright" : "nobody";
  }
  return placeOf(landmarks);
}

function placeOf(landmarks: Float32Array): Verdict {
  const x = (mark: number) => landmarks[4 * mark] as number;
  const y = (mark: number) => landmarks[4 * mark + 1] as number;
  const isIn = (mark: number) =>
    (landmarks[4 * mark + 3] as number) >= SEEN &&
    [x(mark), y(mark)].every((at) => at >= EDGE && at <= 1 - EDGE);
  const isHeadIn = isIn(NOSE);
  const areFeetIn = ANKLES.every(isIn);
  if (!isHeadIn) return areFeetIn ? "head" : "back";
  if (!areFeetIn) return "feet";
  const tall = Math.max(...ANKLES.map(y)) - y(NOSE);
  if (tall < SMALLEST) return "closer";
  if (tall > LARGEST) return "back";
  const middle = HIPS.reduce((sum, mark) => sum + x(mark), 0) / HIPS.length;
  if (Math.abs(middle - 0.5) > ASIDE) return "centre";
  return WRISTS.every(isIn) ? "ready" : "arms";
}

/** What is shown, and since when that or another verdict has stood. */
export interface Steadied {
  readonly shown: Verdict;
  readonly newest: Verdict;
  readonly sinceMs: number;
}

export const UNSTEADY: Steadied = { shown: "looking", newest: "looking", sinceMs: 0 };

/** A verdict is shown when it has stood for so long: single frames must not make the words flicker. */
const SHOWN_MS = 350;
const READY_MS = 1500;
/** Hands are easily lost before a busy wall: whoever stands well but for them is not kept waiting for ever. */
const HANDS_MS = 4000;

export function steadied(before: Steadied, verdict: Verdict, atMs: number): Steadied {
  const sinceMs = verdict === before.newest ? before.sinceMs : atMs;
  const isShown = before.shown === "looking" || atMs - sinceMs >= SHOWN_MS;
  return { shown: isShown ? verdict : before.shown, newest: verdict, sinceMs };
}

/** Has everything been right without a break, hands aside for longer? */
export function isReady({ newest, sinceMs }: Steadied, atMs: number): boolean {
  const stoodMs = atMs - sinceMs;
  return (newest === "ready" && stoodMs >= READY_MS) || (newest === "arms" && stoodMs >= HANDS_MS);
}
