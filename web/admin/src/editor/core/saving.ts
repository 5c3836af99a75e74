/** Between a sketch and what the server keeps of it. Plain values of both sides; the sending is elsewhere. */
import { allConfirmed } from "./edits/accept";
import { MOST_MARKS, type NewMark, type Origin, type Sketch, sketchOf } from "./sketch";

/** The part of the server's answer that makes a sketch. */
export type BeatsRead = {
  readonly revision: number;
  readonly beats_s: readonly number[];
  readonly part_names: readonly (string | null)[];
  readonly confirmed: boolean;
  readonly marks: readonly { readonly origin: Origin; readonly slow: boolean }[] | null;
};

export type BeatsBody = {
  readonly format: 1;
  readonly beats_s: readonly number[];
  readonly part_names: readonly (string | null)[];
  readonly confirmed: boolean;
  readonly marks: readonly { readonly origin: Origin; readonly slow: boolean }[];
};

export function sketchRead(read: BeatsRead): Sketch {
  const marks = read.beats_s.map((s, at) => {
    const { origin, slow } = read.marks?.[at] ?? { origin: "import" as const, slow: false };
    return { s, origin, slow: slow && !read.confirmed, confirmed: read.confirmed };
  });
  return sketchOf(marks, read.part_names, read.revision);
}

export function bodyOf(sketch: Sketch): BeatsBody {
  const parts = Math.ceil(sketch.marks.length / 8);
  return {
    format: 1,
    beats_s: sketch.marks.map(({ s }) => s),
    part_names: sketch.partNames.slice(0, parts),
    confirmed: allConfirmed(sketch),
    marks: sketch.marks.map(({ origin, slow }) => ({ origin, slow })),
  };
}

/** Times from elsewhere as unconfirmed marks: sorted, what is no time or doubled left out. */
export function importedMarks(times: readonly number[]): readonly NewMark[] {
  return times
    .filter((s) => Number.isFinite(s) && s >= 0)
    .sort((one, other) => one - other)
    .slice(0, MOST_MARKS)
    .map((s) => ({ s, origin: "import", slow: false, confirmed: false }));
}
