/**
 * Edits by hand of single marks: move, nudge, insert, delete. A mark never passes its neighbour; it stops 1 ms before
 * it. What a person does at slow playback has to be confirmed at full speed.
 */
import type { Range } from "../desk";
import { type Mark, type NewMark, type Sketch, withAdded, withChanged, withOnly } from "../sketch";
import { fromUs, LEAST_GAP_S, toUs } from "../times";

export type Hand = {
  /** Take all later marks along. */
  readonly ripple: boolean;
  /** Speed of playback. */
  readonly rate: number;
  /** Length of the song: no mark goes beyond. */
  readonly songS: number;
};

/** Marks moved by `deltaS`, or as far as their neighbours and the song let them, all by the same. */
export function moved(sketch: Sketch, ids: readonly number[], deltaS: number, hand: Hand): Sketch {
  const moving = movingIds(sketch, ids, hand.ripple);
  const free = room(sketch, moving, hand.songS);
  const us = Math.min(toUs(free.endS), Math.max(toUs(free.startS), toUs(deltaS)));
  if (us === 0) return sketch;
  return withChanged(sketch, (mark) =>
    moving.has(mark.id) ? byHand({ ...mark, s: mark.s + fromUs(us) }, hand.rate) : mark,
  );
}

/** One mark moved to `s`, as a drag does. */
export function movedTo(sketch: Sketch, id: number, s: number, hand: Hand): Sketch {
  const mark = sketch.marks.find((each) => each.id === id);
  return mark === undefined ? sketch : moved(sketch, [id], s - mark.s, hand);
}

/** A new mark; the sketch itself when there is one within 1 ms. Its id is the `nextId` of before. */
export function inserted(sketch: Sketch, s: number, rate: number): Sketch {
  return withAdded(sketch, [{ s, origin: "hand", slow: rate < 1, confirmed: rate >= 1 }]);
}

export function deleted(sketch: Sketch, ids: readonly number[]): Sketch {
  const gone = new Set(ids);
  return withOnly(sketch, (mark) => !gone.has(mark.id));
}

/** A person has put the mark there: at full speed that leaves its confirmation as it was. */
export function byHand<M extends NewMark>(mark: M, rate: number): M {
  const slow = rate < 1;
  return { ...mark, origin: "hand", slow: mark.slow || slow, confirmed: mark.confirmed && !slow };
}

/** By how much the marks can move back (`startS`, not above 0) and forth. */
export function room(sketch: Sketch, moving: ReadonlySet<number>, songS: number): Range {
  let startS = Number.NEGATIVE_INFINITY;
  let endS = Number.POSITIVE_INFINITY;
  sketch.marks.forEach((mark, at) => {
    if (!moving.has(mark.id)) return;
    const before: Mark | undefined = sketch.marks[at - 1];
    const after: Mark | undefined = sketch.marks[at + 1];
    const lowS = before === undefined ? 0 : before.s + LEAST_GAP_S;
    const highS = after === undefined ? songS : after.s - LEAST_GAP_S;
    if (before === undefined || !moving.has(before.id)) startS = Math.max(startS, lowS - mark.s);
    if (after === undefined || !moving.has(after.id)) endS = Math.min(endS, highS - mark.s);
  });
  return { startS: Math.min(0, startS), endS: Math.max(0, endS) };
}

function movingIds(sketch: Sketch, ids: readonly number[], ripple: boolean): ReadonlySet<number> {
  const wanted = new Set(ids);
  if (!ripple) return wanted;
  const first = sketch.marks.findIndex((mark) => wanted.has(mark.id));
  return new Set(first < 0 ? [] : sketch.marks.slice(first).map((mark) => mark.id));
}
