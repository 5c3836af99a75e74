/** How a class is practised, and what of it cannot be. Said in a sentence, before the first frame. */

import type { Mirror } from "./hypotheses.ts";

const MOST_SIDE_PX = 65_535;
const LONGEST_ID = 80;
/** 64 lower-case hexadecimal digits. */
export const SHA256 = /^[0-9a-f]{64}$/;
const SLOWEST = 0.05;
const FASTEST = 4;

/** How it is practised: see `Session`. */
export interface Setting {
  readonly width: number;
  readonly height: number;
  readonly mirror: Mirror;
  readonly parts: readonly number[];
  readonly speed: number;
  readonly classId: string;
  readonly manifest: string | null;
}

/** Throws a `RangeError` for pictures, mirrors and speeds that there are not. */
export function requirePossible(width: number, height: number, mirror: Mirror, speed: number): void {
  if (!isNumber(width, 1, MOST_SIDE_PX) || !isNumber(height, 1, MOST_SIDE_PX))
    throw new RangeError(`A picture has sides of 1 to ${MOST_SIDE_PX} pixels, not ${width} x ${height}.`);
  if (!["auto", "on", "off"].includes(mirror))
    throw new RangeError(`mirror is 'auto', 'on' or 'off', not '${mirror}'.`);
  if (!isNumber(speed, SLOWEST, FASTEST))
    throw new RangeError(`speed is a number within ${SLOWEST} and ${FASTEST}, not ${speed}.`);
}

/** Throws a `RangeError` for what a sheet could not hold. */
export function requireNames(classId: string, manifest: string | null): void {
  if (typeof classId !== "string" || [...classId].length > LONGEST_ID)
    throw new RangeError(`A class's id is a text of at most ${LONGEST_ID} characters.`);
  if (manifest !== null && !(typeof manifest === "string" && SHA256.test(manifest)))
    throw new RangeError(
      "A manifest is named by its sha256, 64 lower-case hexadecimal digits, or is null; this is neither.",
    );
}

/** In order; all `count` for null. Throws a `RangeError` where there are none, one is named twice, or is none of the class. */
export function chosenParts(parts: readonly number[] | null, count: number): readonly number[] {
  const all = Array.from({ length: count }, (_, at) => at + 1);
  if (parts === null) return all;
  const isList = Array.isArray(parts) && new Set(parts).size === parts.length;
  if (!isList || parts.length === 0 || parts.some((part) => !all.includes(part))) {
    throw new RangeError(
      `The class has parts 1 to ${count}; practise at least one of them, each once, and no other.`,
    );
  }
  return all.filter((part) => parts.includes(part));
}

function isNumber(value: number, low: number, high: number): boolean {
  return typeof value === "number" && value >= low && value <= high;
}
