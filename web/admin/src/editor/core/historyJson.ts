/**
 * The undo log as JSON that survives a reload: times in whole microseconds, a mark as four numbers. Reading checks
 * everything: what was kept by an older page or half written is refused with a sentence, never half loaded.
 */
import type { Entry, History, Params } from "./history";
import { inverse, type Patch, patched } from "./patch";
import { type Mark, ORIGINS, type Sketch, wellPlaced } from "./sketch";
import { fromUs, toUs } from "./times";

const FORMAT = 1;
const SLOW = 1;
const CONFIRMED = 2;

/** id, microseconds, place in ORIGINS, flags. */
type PackedMark = readonly [id: number, us: number, origin: number, flags: number];
type Names = readonly (string | null)[];

export type PackedEntry = {
  readonly name: string;
  readonly params: Params;
  readonly out: readonly PackedMark[];
  readonly in: readonly PackedMark[];
  readonly names: readonly [before: Names, after: Names] | null;
};

export type PackedHistory = {
  readonly format: typeof FORMAT;
  readonly marks: readonly PackedMark[];
  readonly names: Names;
  readonly revision: number;
  readonly nextId: number;
  readonly done: number;
  readonly entries: readonly PackedEntry[];
};

/** A plain JSON value. */
export function packHistory(history: History): PackedHistory {
  const { marks, partNames, revision, nextId } = history.sketch;
  return {
    format: FORMAT,
    marks: marks.map(packMark),
    names: partNames,
    revision,
    nextId,
    done: history.done,
    entries: history.entries.map(packEntry),
  };
}

/** One edit alone, for a store that appends. */
export function packEntry({ name, params, patch }: Entry): PackedEntry {
  const names = patch.names && ([patch.names.before, patch.names.after] as const);
  return { name, params, out: patch.out.map(packMark), in: patch.in.map(packMark), names };
}

/**
 * The history that was packed.
 *
 * @throws Error when it is no such value, or its edits do not fit its marks.
 */
export function unpackHistory(value: unknown): History {
  const { format, marks, names, revision, nextId, done: count, entries: log } = fields(value);
  if (format !== FORMAT) throw broken();
  const sketch: Sketch = {
    marks: list(marks).map(unpackMark),
    partNames: list(names).map(name),
    revision: whole(revision),
    nextId: whole(nextId),
  };
  if (!wellPlaced(sketch.marks) || sketch.marks.some((mark) => mark.id >= sketch.nextId)) throw broken();
  const entries = list(log).map(unpackEntry);
  const done = whole(count);
  if (done > entries.length) throw broken();
  walk({ sketch, entries, done });
  return { sketch, entries, done };
}

/** Every edit is taken back and done again once, so that no undo can fail later. */
function walk({ sketch, entries, done }: History): void {
  let back = sketch;
  for (const entry of entries.slice(0, done).reverse()) back = sound(patched(back, inverse(entry.patch)));
  let forth = sketch;
  for (const entry of entries.slice(done)) forth = sound(patched(forth, entry.patch));
}

function sound(sketch: Sketch): Sketch {
  if (!wellPlaced(sketch.marks)) throw broken();
  return sketch;
}

function packMark(mark: Mark): PackedMark {
  const flags = (mark.slow ? SLOW : 0) | (mark.confirmed ? CONFIRMED : 0);
  return [mark.id, toUs(mark.s), ORIGINS.indexOf(mark.origin), flags];
}

function unpackMark(value: unknown): Mark {
  const [id, us, at, flags] = list(value).map(whole);
  const origin = ORIGINS[at ?? -1];
  if (id === undefined || us === undefined || origin === undefined || flags === undefined) throw broken();
  return { id, s: fromUs(us), origin, slow: (flags & SLOW) !== 0, confirmed: (flags & CONFIRMED) !== 0 };
}

function unpackEntry(value: unknown): Entry {
  const { name: action, params: told, out, in: brought, names } = fields(value);
  if (typeof action !== "string") throw broken();
  const patch: Patch = {
    out: list(out).map(unpackMark),
    in: list(brought).map(unpackMark),
    names: names === null ? null : unpackNames(names),
  };
  return { name: action, params: params(told), patch };
}

function unpackNames(value: unknown): Patch["names"] {
  const [before, after] = list(value);
  return { before: list(before).map(name), after: list(after).map(name) };
}

function params(value: unknown): Params {
  const found: Record<string, string | number> = {};
  for (const [key, param] of Object.entries(fields(value))) {
    if (typeof param !== "string" && typeof param !== "number") throw broken();
    found[key] = param;
  }
  return found;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw broken();
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw broken();
  return value;
}

function whole(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw broken();
  return value;
}

function name(value: unknown): string | null {
  if (value !== null && typeof value !== "string") throw broken();
  return value;
}

function broken(): Error {
  return new Error("The edits kept on this device cannot be read: they are not whole or of another version.");
}
