/**
 * The tempo around a mark, from its neighbours: robust, so that one bad mark does not bend it, and local, so that a
 * song that breathes is no fault. Knows times only.
 */
import { median, robustLine, steps } from "./numbers";

/** Neighbours on either side that tell the tempo. */
export const REACH = 4;

export type LocalFit = {
  /** Where the neighbours expect it. */
  readonly s: number;
  readonly periodS: number;
};

/** The median step around the step that begins at `at`, that step left out; NaN where it has no neighbours. */
export function periodAround(times: readonly number[], at: number, reach = REACH): number {
  const before = times.slice(Math.max(0, at - reach), at + 1);
  const after = times.slice(at + 1, at + 2 + reach);
  return median([...steps(before), ...steps(after)]);
}

/**
 * A number for every time, so that a missing one leaves a gap in the numbers: each step is as many beats as it has
 * times the median step around it.
 */
export function beatNumbers(times: readonly number[]): number[] {
  let number = 0;
  return times.map((s, at) => {
    const before = times[at - 1];
    if (before !== undefined) {
      const around = times.slice(Math.max(0, at - 1 - REACH), at + 1 + REACH);
      number += Math.max(1, Math.round((s - before) / median(steps(around))));
    }
    return number;
  });
}

/**
 * Where the neighbours of one time expect it: a robust line through them over their beat numbers.
 *
 * @returns null with fewer than three neighbours: two points always lie on a line.
 */
export function localFit(
  times: readonly number[],
  numbers: readonly number[],
  at: number,
  reach = REACH,
): LocalFit | null {
  const points: [number, number][] = [];
  for (let other = Math.max(0, at - reach); other <= Math.min(times.length - 1, at + reach); other += 1) {
    const x = numbers[other];
    const y = times[other];
    if (other !== at && x !== undefined && y !== undefined) points.push([x, y]);
  }
  const line = points.length < 3 ? null : robustLine(points);
  return line && { s: line.y0 + line.slope * (numbers[at] ?? 0), periodS: line.slope };
}
