/**
 * A value that components and plain code watch alike: the editor's rooms keep their state in cells, so that what
 * happens sixty times a second needs no React, and React draws only what it selected. Knows nothing of beats.
 */
import { useSyncExternalStore } from "react";

export interface Watched<T> {
  readonly get: () => T;
  /** Told after every change. Returns its undo. */
  readonly subscribe: (listener: () => void) => () => void;
}

export interface Cell<T> extends Watched<T> {
  readonly set: (value: T) => void;
}

export function cellOf<T>(first: T): Cell<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The cell's value with some fields changed; nobody is told where they are the same. */
export function change<T extends object>(cell: Cell<T>, fields: Partial<T>): void {
  const value = cell.get();
  const same = (Object.keys(fields) as (keyof T)[]).every((key) => Object.is(value[key], fields[key]));
  if (!same) cell.set({ ...value, ...fields });
}

/** What `pick` takes from the cell; draws again only when that has changed, so it must be a part, not a new value. */
export function useCell<T, Picked>(cell: Watched<T>, pick: (value: T) => Picked): Picked {
  return useSyncExternalStore(cell.subscribe, () => pick(cell.get()));
}
