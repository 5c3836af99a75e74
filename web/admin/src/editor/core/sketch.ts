/**
 * The marks of a class while they are edited: an immutable value. Marks are sorted and at least 1 ms apart, always;
 * every way to make a sketch is here, so no edit can break that. Decides nothing about what a good mark is.
 */
import { apart, microseconds, toUs } from "./times";

export const ORIGINS = ["tap", "proposal", "snap", "hand", "import", "grid"] as const;

/** How a mark came to its place. `grid`: computed from other marks (filled, doubled, shifted). */
export type Origin = (typeof ORIGINS)[number];

export type Mark = {
  /** Unique in its sketch, never given twice. */
  readonly id: number;
  /** Seconds on the song clock, to the microsecond. */
  readonly s: number;
  readonly origin: Origin;
  /** Made at slow playback and not yet confirmed at full speed. */
  readonly slow: boolean;
  /** A person has listened and said yes. */
  readonly confirmed: boolean;
};

/** A mark that has no id yet. */
export type NewMark = Omit<Mark, "id">;

export type Sketch = {
  readonly marks: readonly Mark[];
  /** A name or null for each of the first parts; never ends with null. */
  readonly partNames: readonly (string | null)[];
  /** The server's revision that this sketch was read from or saved as; 0 before the first. */
  readonly revision: number;
  readonly nextId: number;
};

/** As many as the server keeps. */
export const MOST_MARKS = 4096;

/** The longest name of a part, in characters, as the server has it. */
export const LONGEST_NAME = 80;

export const EMPTY: Sketch = { marks: [], partNames: [], revision: 0, nextId: 1 };

/** A sketch of new marks; of two that are nearer than 1 ms the first given stays. Times below 0 are left out. */
export function sketchOf(
  marks: readonly NewMark[],
  partNames: readonly (string | null)[] = [],
  revision = 0,
): Sketch {
  return withAdded({ ...EMPTY, partNames: tidyNames(partNames), revision }, marks);
}

/**
 * The sketch with more marks. Left out is what comes nearer than 1 ms to a mark that is there, lies before the song,
 * or would be one too many.
 */
export function withAdded(sketch: Sketch, added: readonly NewMark[]): Sketch {
  const marks = [...sketch.marks];
  let nextId = sketch.nextId;
  for (const mark of added) {
    const s = microseconds(mark.s);
    const at = placeOf(marks, s);
    const before = marks[at - 1];
    const after = marks[at];
    const free = (before === undefined || apart(before.s, s)) && (after === undefined || apart(after.s, s));
    if (!(s >= 0) || !free || marks.length >= MOST_MARKS) continue;
    marks.splice(at, 0, { ...mark, s, id: nextId });
    nextId += 1;
  }
  return nextId === sketch.nextId ? sketch : { ...sketch, marks, nextId };
}

/** The sketch with only the marks that `keep` wants. */
export function withOnly(sketch: Sketch, keep: (mark: Mark, index: number) => boolean): Sketch {
  const marks = sketch.marks.filter(keep);
  return marks.length === sketch.marks.length ? sketch : { ...sketch, marks };
}

/**
 * The sketch with some marks changed (the same ids); the sketch itself when that would put two marks nearer than
 * 1 ms, or one out of order or before the song.
 */
export function withChanged(sketch: Sketch, change: (mark: Mark, index: number) => Mark): Sketch {
  let changed = false;
  const marks = sketch.marks.map((mark, index) => {
    const wanted = change(mark, index);
    const next = wanted === mark ? mark : { ...wanted, id: mark.id, s: microseconds(wanted.s) };
    if (sameMark(mark, next)) return mark;
    changed = true;
    return next;
  });
  return changed && wellPlaced(marks) ? { ...sketch, marks } : sketch;
}

/**
 * The sketch with these marks instead of its own, in any order; those without an id get one. Of two that are nearer
 * than 1 ms the earlier stays.
 */
export function withMarks(sketch: Sketch, marks: readonly (NewMark & { readonly id?: number })[]): Sketch {
  let nextId = sketch.nextId;
  const kept: Mark[] = [];
  for (const mark of marks.toSorted((one, other) => one.s - other.s)) {
    const before = kept.at(-1);
    if (mark.s < 0 || (before !== undefined && !apart(before.s, mark.s))) continue;
    kept.push({ ...mark, s: microseconds(mark.s), id: mark.id ?? nextId });
    if (mark.id === undefined) nextId += 1;
  }
  const next = { ...sketch, marks: kept, nextId };
  return sameMarks(sketch, next) ? sketch : next;
}

/** Names from the first part on: stripped, empty ones null, none after the last that has one. */
export function withNames(sketch: Sketch, partNames: readonly (string | null)[]): Sketch {
  const tidy = tidyNames(partNames);
  const same =
    tidy.length === sketch.partNames.length && tidy.every((name, at) => name === sketch.partNames[at]);
  return same ? sketch : { ...sketch, partNames: tidy };
}

export function withRevision(sketch: Sketch, revision: number): Sketch {
  return revision === sketch.revision ? sketch : { ...sketch, revision };
}

/** Whether all that is saved is the same (the revision is not part of it). */
export function sameContent(one: Sketch, other: Sketch): boolean {
  return (
    one === other ||
    (one.marks.length === other.marks.length &&
      one.marks.every((mark, at) => sameState(mark, other.marks[at])) &&
      one.partNames.length === other.partNames.length &&
      one.partNames.every((name, at) => name === other.partNames[at]))
  );
}

function sameMarks(one: Sketch, other: Sketch): boolean {
  return (
    one.marks.length === other.marks.length && one.marks.every((mark, at) => sameMark(mark, other.marks[at]))
  );
}

/** Whether two marks say the same, whatever their ids. */
export function sameState(one: NewMark, other: NewMark | undefined): boolean {
  return (
    other !== undefined &&
    toUs(one.s) === toUs(other.s) &&
    one.origin === other.origin &&
    one.slow === other.slow &&
    one.confirmed === other.confirmed
  );
}

export function sameMark(one: Mark, other: Mark | undefined): boolean {
  return other !== undefined && one.id === other.id && sameState(one, other);
}

/** How many of the sorted marks lie before `s`: the place where a mark at `s` belongs. */
export function placeOf(marks: readonly { readonly s: number }[], s: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const mark = marks[middle];
    if (mark !== undefined && mark.s < s) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What lies from `fromS` up to but without `toS`. */
export function between<T extends { readonly s: number }>(
  sorted: readonly T[],
  fromS: number,
  toS: number,
): readonly T[] {
  return sorted.slice(placeOf(sorted, fromS), placeOf(sorted, toS));
}

/** The mark nearest to `s`; of two equally near the earlier. */
export function nearestTo<T extends { readonly s: number }>(sorted: readonly T[], s: number): T | null {
  const at = placeOf(sorted, s);
  const before = sorted[at - 1];
  const after = sorted[at];
  if (before === undefined) return after ?? null;
  if (after === undefined) return before;
  return s - before.s <= after.s - s ? before : after;
}

/** Whether marks are sorted, 1 ms apart, and none lies before the song. */
export function wellPlaced(marks: readonly { readonly s: number }[]): boolean {
  return marks.every((mark, at) => {
    const before = marks[at - 1];
    return mark.s >= 0 && (before === undefined || (before.s < mark.s && apart(before.s, mark.s)));
  });
}

function tidyNames(names: readonly (string | null)[]): readonly (string | null)[] {
  const tidy = names.map((name) => name?.trim().slice(0, LONGEST_NAME).trimEnd() || null);
  return tidy.slice(0, tidy.findLastIndex((name) => name !== null) + 1);
}
