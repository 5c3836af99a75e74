/**
 * Undo and redo without limit: a log of named, reversible patches and a place in it. An edit costs as much as the
 * marks that it touched. Must not know where the log is kept; `historyJson` makes it text.
 */
import { inverse, isNothing, type Patch, patchBetween, patched } from "./patch";
import { type Sketch, withRevision } from "./sketch";

export type Params = Readonly<Record<string, string | number>>;

export type Entry = {
  /** The action, a key of `actions` in the words. */
  readonly name: string;
  /** For the action's words. */
  readonly params: Params;
  readonly patch: Patch;
};

export type History = {
  readonly sketch: Sketch;
  readonly entries: readonly Entry[];
  /** How many entries are done; those from here on can be redone. */
  readonly done: number;
};

export type Told = { readonly name: string; readonly params: Params };

export function begin(sketch: Sketch): History {
  return { sketch, entries: [], done: 0 };
}

/**
 * The history with one more edit; what could be redone is gone. An edit that changes nothing is none.
 *
 * @param joins the edit continues the one before it under the same name (a key held down, a drag): one undo takes
 *   both back.
 */
export function edited(history: History, sketch: Sketch, told: Told, joins = false): History {
  const last = history.entries[history.done - 1];
  if (joins && last?.name === told.name) {
    const start = patched(history.sketch, inverse(last.patch));
    return appended({ ...history, sketch: start, done: history.done - 1 }, sketch, told);
  }
  return isNothing(patchBetween(history.sketch, sketch)) ? history : appended(history, sketch, told);
}

export function canUndo(history: History): boolean {
  return history.done > 0;
}

export function canRedo(history: History): boolean {
  return history.done < history.entries.length;
}

/** What undo would take back, for the menu. */
export function undoable(history: History): Told | null {
  return history.entries[history.done - 1] ?? null;
}

export function redoable(history: History): Told | null {
  return history.entries[history.done] ?? null;
}

/** One edit back; the history itself at its beginning. */
export function undo(history: History): History {
  const entry = history.entries[history.done - 1];
  if (entry === undefined) return history;
  return { ...history, sketch: patched(history.sketch, inverse(entry.patch)), done: history.done - 1 };
}

/** One edit forth; the history itself at its end. */
export function redo(history: History): History {
  const entry = history.entries[history.done];
  if (entry === undefined) return history;
  return { ...history, sketch: patched(history.sketch, entry.patch), done: history.done + 1 };
}

/** The marks that the last step of undo or redo brought or changed: what to select and to scroll to. */
export function touched(before: History, after: History): readonly number[] {
  return patchBetween(before.sketch, after.sketch).in.map((mark) => mark.id);
}

/** After a save: the same log on the new revision. */
export function saved(history: History, revision: number): History {
  return { ...history, sketch: withRevision(history.sketch, revision) };
}

function appended(history: History, sketch: Sketch, told: Told): History {
  const patch = patchBetween(history.sketch, sketch);
  const entries = history.entries.slice(0, history.done);
  if (isNothing(patch)) return { sketch, entries, done: history.done };
  return {
    sketch,
    entries: [...entries, { name: told.name, params: told.params, patch }],
    done: history.done + 1,
  };
}
