/** How the scores of many practices lie, and how they move. Pure. */
import type { Sheet } from "@eightcount/runtime/scoring";

export const LOWEST = 40;
export const HIGHEST = 100;
export const BIN = 5;

export type Spread = Readonly<{
  /** How many practices have a score in each bin of `BIN` points from `LOWEST` on; `HIGHEST` is in the last. */
  bins: readonly number[];
  /** With a score. */
  scored: number;
  /** Null without any. */
  mean: number | null;
  /** Of all of them, not of a sample; null without any. */
  deviation: number | null;
}>;

export function spreadOf(scores: readonly (number | null)[]): Spread {
  const bins = Array<number>((HIGHEST - LOWEST) / BIN).fill(0);
  const found = scores.filter((score) => score !== null);
  for (const score of found) {
    const bin = Math.min(Math.max(Math.floor((score - LOWEST) / BIN), 0), bins.length - 1);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const mean = found.length === 0 ? null : sum(found) / found.length;
  const squares = found.map((score) => (score - (mean ?? 0)) ** 2);
  return {
    bins,
    scored: found.length,
    mean,
    deviation: mean === null ? null : Math.sqrt(sum(squares) / found.length),
  };
}

/** After minus before; null where either was not judged. */
export function changeOf(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

/** A change that is seen where scores are told with one digit. */
export function isSeen(change: number | null): change is number {
  return change !== null && Math.abs(change) >= 0.05;
}

/** Scores in the order of the practices; null where one has none. */
export function scoresOf(
  ids: readonly string[],
  sheets: ReadonlyMap<string, Sheet>,
): readonly (number | null)[] {
  return ids.map((id) => sheets.get(id)?.total.score ?? null);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
