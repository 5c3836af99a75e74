/** A store in memory: for tests, and for pages that shall leave nothing behind. */

import { BusyError, NoRoomError, type Store, StoreError } from "./store.ts";

/** An empty store. `room` is how many bytes it holds at most. */
export function memoryStore({ room = Number.POSITIVE_INFINITY } = {}): Store {
  const files = new Map<string, Blob>();
  let busy = false;

  function freeBytes(): number {
    return room - [...files.values()].reduce((sum, file) => sum + file.size, 0);
  }

  function put(key: string, content: Blob): void {
    if (content.size - (files.get(key)?.size ?? 0) > freeBytes()) {
      throw new NoRoomError("The memory set aside is full; nothing has changed.");
    }
    files.set(key, content);
  }

  return {
    read: async (key) => files.get(key) ?? null,
    size: async (key) => files.get(key)?.size ?? null,
    write: async (key, bytes) => put(key, new Blob([bytes])),
    append: async (key, at, bytes) => {
      const before = at === 0 ? new Blob([]) : files.get(key);
      if (before?.size !== at)
        throw new StoreError(`${key} has not the ${at} bytes after which more should come.`);
      put(key, new Blob([before, bytes]));
    },
    move: async (from, to) => {
      const file = files.get(from);
      if (!file) throw new StoreError(`${from} is not there to be moved.`);
      files.delete(from);
      files.set(to, file);
    },
    remove: async (key) => {
      files.delete(key);
    },
    keys: async (prefix) => [...files.keys()].filter((key) => key.startsWith(prefix)),
    roomBytes: async () => (room === Number.POSITIVE_INFINITY ? null : freeBytes()),
    exclusively: async (act) => {
      if (busy) throw new BusyError("Another sync is at work here.");
      busy = true;
      try {
        return await act();
      } finally {
        busy = false;
      }
    },
  };
}
