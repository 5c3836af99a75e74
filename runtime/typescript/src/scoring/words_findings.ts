/** Something to tell of a sheet, not yet in words; and the one order in which such things are told. */

export type Side = "left" | "right" | "both";

/** One thing to tell. */
export interface Finding {
  /** Key of its text. */
  readonly code: string;
  /** What it cost, in raw similarity summed over steps. */
  readonly weight: number;
  /** From 1; null for the whole run. */
  readonly part: number | null;
  /** Which of the part; empty for all of it. */
  readonly counts: readonly number[];
  /** Of the limb that is spoken of; null where it is of no limb. */
  readonly side: Side | null;
  /** Of timing; positive is late. */
  readonly lateMs: number | null;
  /** Of time out of the picture. */
  readonly seconds: number | null;
  /** What is praised: a part, or a part and a count. */
  readonly best: readonly number[];
}

const NOTHING_MORE = { part: null, counts: [], side: null, lateMs: null, seconds: null, best: [] } as const;

export function finding(code: string, weight: number, more: Partial<Finding> = {}): Finding {
  return { ...NOTHING_MORE, ...more, code, weight };
}

/** Sorts dearest first. Weights alike to a millionth are equal: sums differ in their last digits. */
export function byOrder(one: Finding, other: Finding): number {
  return (
    millionths(other) - millionths(one) ||
    (one.part ?? 0) - (other.part ?? 0) ||
    (one.counts[0] ?? 0) - (other.counts[0] ?? 0) ||
    byCode(one.code, other.code) ||
    byCode(one.side ?? "", other.side ?? "")
  );
}

/** A sum from the first to the last, rounded at each: as every language adds. */
export function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function millionths({ weight }: Finding): number {
  return Math.floor(weight * 1e6 + 0.5);
}

function byCode(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
