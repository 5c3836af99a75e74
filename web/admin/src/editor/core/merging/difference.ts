/**
 * The difference between two sketches as a person would tell it: marks moved, added, removed, parts renamed. Marks are
 * matched by time, not by id, as another editor's marks have other ids.
 */
import { median, steps } from "../numbers";
import { type NewMark, nearestTo, type Sketch } from "../sketch";
import { toUs } from "../times";

export type MovedMark = { readonly index: number; readonly fromS: number; readonly toS: number };
export type RenamedPart = { readonly part: number; readonly from: string | null; readonly to: string | null };

export type Difference = {
  readonly moved: readonly MovedMark[];
  readonly addedS: readonly number[];
  readonly removedS: readonly number[];
  readonly renamed: readonly RenamedPart[];
};

/** Marks without another would be matched at any distance; this is what a person could still call a move. */
const USUAL_STEP_S = 0.5;

export function difference(before: Sketch, after: Sketch): Difference {
  const pairs = matched(before.marks, after.marks, reachOf(before));
  const back = new Set(pairs.values());
  return {
    moved: before.marks.flatMap((mark, index) => {
      const now = pairs.get(mark);
      return now === undefined || toUs(now.s) === toUs(mark.s) ? [] : [{ index, fromS: mark.s, toS: now.s }];
    }),
    addedS: after.marks.filter((mark) => !back.has(mark)).map(({ s }) => s),
    removedS: before.marks.filter((mark) => !pairs.has(mark)).map(({ s }) => s),
    renamed: renamedParts(before, after),
  };
}

export function isSame({ moved, addedS, removedS, renamed }: Difference): boolean {
  return moved.length + addedS.length + removedS.length + renamed.length === 0;
}

/** Half a step: a mark that went farther is another mark. */
export function reachOf(sketch: Sketch): number {
  return (median(steps(sketch.marks.map(({ s }) => s))) || USUAL_STEP_S) / 2;
}

/** Which mark became which: those nearest to each other within reach. That keeps their order. */
export function matched<A extends NewMark, B extends NewMark>(
  before: readonly A[],
  after: readonly B[],
  reachS: number,
): ReadonlyMap<A, B> {
  const pairs = new Map<A, B>();
  for (const mark of before) {
    const other = nearestTo(after, mark.s);
    if (other === null || Math.abs(other.s - mark.s) >= reachS) continue;
    if (nearestTo(before, other.s) === mark) pairs.set(mark, other);
  }
  return pairs;
}

function renamedParts(before: Sketch, after: Sketch): readonly RenamedPart[] {
  const count = Math.max(before.partNames.length, after.partNames.length);
  return Array.from({ length: count }, (_, part) => ({
    part,
    from: before.partNames[part] ?? null,
    to: after.partNames[part] ?? null,
  })).filter(({ from, to }) => from !== to);
}
