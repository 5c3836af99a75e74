/** Stretches of song to hear again and again: a step, a part, around a mark, the whole class. */
import type { Range } from "./desk";
import { partsOf } from "./parts";
import { placeOf, type Sketch } from "./sketch";
import { periodAround } from "./tempo";

/** What is heard around a lone mark. */
const ALONE_S = 0.5;

/** The step that sounds at `s`: from the last mark at or before it to the next. Null outside the marks. */
export function stepAt(sketch: Sketch, s: number): Range | null {
  const after = placeOf(sketch.marks, s + 1e-9);
  const from = sketch.marks[after - 1];
  const to = sketch.marks[after];
  return from === undefined || to === undefined ? null : { startS: from.s, endS: to.s };
}

/** The part that sounds at `s`. Null outside the marks. */
export function partAt(sketch: Sketch, s: number): Range | null {
  const found = partsOf(sketch).find(({ range }) => range.startS <= s && s < range.endS);
  return found?.range ?? null;
}

/** One step before the mark to one step after it, at the tempo there where it has no neighbour. */
export function aroundMark(sketch: Sketch, id: number): Range | null {
  const at = sketch.marks.findIndex((each) => each.id === id);
  const mark = sketch.marks[at];
  if (mark === undefined) return null;
  const times = sketch.marks.map(({ s }) => s);
  const periodS = periodAround(times, at) || ALONE_S;
  return {
    startS: Math.max(0, times[at - 1] ?? mark.s - periodS),
    endS: times[at + 1] ?? mark.s + periodS,
  };
}

/** From the first mark to the last. */
export function wholeClass(sketch: Sketch): Range | null {
  const first = sketch.marks[0];
  const last = sketch.marks.at(-1);
  return first === undefined || last === undefined || first === last
    ? null
    : { startS: first.s, endS: last.s };
}
