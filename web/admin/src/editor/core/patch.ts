/**
 * The difference between two sketches as data: small, reversible, and JSON. It is what the undo log is made of. Marks
 * are told apart by their ids, so a patch fits only the sketch that it was made for, or one it was undone to.
 */
import { type Mark, type Sketch, sameMark } from "./sketch";

type Names = readonly (string | null)[];

export type Patch = {
  /** Marks as they were, and are no more. */
  readonly out: readonly Mark[];
  /** Marks as they are now. */
  readonly in: readonly Mark[];
  readonly names: { readonly before: Names; readonly after: Names } | null;
};

/** What turns `before` into `after`; the revision is no part of it. */
export function patchBetween(before: Sketch, after: Sketch): Patch {
  const now = new Map(after.marks.map((mark) => [mark.id, mark]));
  const then = new Map(before.marks.map((mark) => [mark.id, mark]));
  const sameNames = JSON.stringify(before.partNames) === JSON.stringify(after.partNames);
  return {
    out: before.marks.filter((mark) => !sameMark(mark, now.get(mark.id))),
    in: after.marks.filter((mark) => !sameMark(mark, then.get(mark.id))),
    names: sameNames ? null : { before: before.partNames, after: after.partNames },
  };
}

/** The patch that takes a patch back. */
export function inverse(patch: Patch): Patch {
  const names = patch.names && { before: patch.names.after, after: patch.names.before };
  return { out: patch.in, in: patch.out, names };
}

/**
 * The sketch after a patch.
 *
 * @throws Error when the patch was not made for this sketch: a log of another class, or a broken one.
 */
export function patched(sketch: Sketch, patch: Patch): Sketch {
  const gone = new Map(patch.out.map((mark) => [mark.id, mark]));
  const kept = sketch.marks.filter((mark) => !sameMark(mark, gone.get(mark.id)));
  if (kept.length + gone.size !== sketch.marks.length) {
    throw new Error("This edit does not belong to these marks.");
  }
  const marks = [...kept, ...patch.in].sort((one, other) => one.s - other.s);
  return {
    ...sketch,
    marks,
    partNames: patch.names === null ? sketch.partNames : patch.names.after,
    nextId: patch.in.reduce((next, mark) => Math.max(next, mark.id + 1), sketch.nextId),
  };
}

export function isNothing(patch: Patch): boolean {
  return patch.out.length === 0 && patch.in.length === 0 && patch.names === null;
}
