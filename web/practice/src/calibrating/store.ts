/**
 * By how much this device is late, kept for each of its outputs: the loudspeaker and wireless earphones differ by a
 * quarter of a second. Must not measure.
 */

import type { Output } from "./output";

/** What was found for one output. */
export interface Calibrated {
  readonly latencyS: number;
  /** How far single claps or taps lay from it, half of them nearer; seconds. */
  readonly spreadS: number;
  readonly by: "clap" | "tap";
  /** When, milliseconds since 1970. */
  readonly atMs: number;
}

const KEPT_AS = "eightcount.latency";
/** A camera gives a picture some 80 ms after it was taken; that much scoring bears without being told. */
export const USUAL_CAMERA_S = 0.08;
/** Wireless sound comes later than the browser knows. */
const USUAL_WIRELESS_S = 0.15;

/** Of an output; a usual guess where nobody calibrated it. */
export function latencyFor(output: Output): number {
  const guess = USUAL_CAMERA_S + (output.isWireless ? USUAL_WIRELESS_S : 0);
  return calibratedFor(output)?.latencyS ?? guess;
}

export function calibratedFor(output: Output): Calibrated | null {
  return all()[output.key] ?? null;
}

export function keep(output: Output, calibrated: Calibrated): void {
  write({ ...all(), [output.key]: calibrated });
}

/** Back to the guess. */
export function forget(output: Output): void {
  const { [output.key]: _, ...others } = all();
  write(others);
}

/** A browser that keeps nothing begins anew with each page. */
let unkept: Readonly<Record<string, Calibrated>> = {};

function all(): Readonly<Record<string, Calibrated>> {
  try {
    return JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}") as Record<string, Calibrated>;
  } catch {
    return unkept;
  }
}

function write(calibrated: Readonly<Record<string, Calibrated>>): void {
  unkept = calibrated;
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(calibrated));
  } catch {
    return; // storage may be forbidden or full: then it holds until the page is closed
  }
}
