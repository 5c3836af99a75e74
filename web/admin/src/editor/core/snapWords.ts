/** A line of the snap preview as clauses of a sentence: keys of `snap` in the words, with their numbers. */
import type { SnapLine } from "./snap";

export type Clause = { readonly key: string; readonly params: Readonly<Record<string, number>> };

/** "you tapped +23 ms; moved to the onset at -18 ms; 4 ms from the grid", to be joined with semicolons. */
export function snapClauses({ reason, tappedMs, onsetMs, residualMs }: SnapLine): readonly Clause[] {
  const tapped = tappedMs === null ? [] : [{ key: "tapped", params: { ms: tappedMs } }];
  const decided = { key: reason, params: onsetMs === null ? {} : { ms: onsetMs } };
  const residual =
    residualMs === null
      ? { key: "noGrid", params: {} }
      : { key: "residual", params: { ms: Math.abs(residualMs) } };
  return [...tapped, decided, residual];
}
