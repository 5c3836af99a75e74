/** What every store must do, whatever it stands on: run over memory by vitest, over IndexedDB in a real browser. */

import { BusyError, type Store, StoreError } from "@eightcount/runtime";

/** A rule and how to try it on an empty store; it throws where the store does not keep the rule. */
export interface Rule {
  readonly name: string;
  readonly holds: (store: Store) => Promise<void>;
}

function bytes(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(values);
}

async function isRead(store: Store, key: string, wanted: readonly number[] | null): Promise<void> {
  const content = await store.read(key);
  const found = content && [...new Uint8Array(await content.arrayBuffer())];
  const size = await store.size(key);
  const said = JSON.stringify({ found, size });
  if (said !== JSON.stringify({ found: wanted, size: wanted?.length ?? null })) {
    throw new Error(`${key} is ${said} instead of ${JSON.stringify(wanted)}`);
  }
}

async function areKeys(store: Store, prefix: string, ...wanted: readonly string[]): Promise<void> {
  const found = [...(await store.keys(prefix))].sort();
  if (JSON.stringify(found) !== JSON.stringify([...wanted].sort())) {
    throw new Error(`below '${prefix}' lie ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
  }
}

async function isRefused(kind: typeof StoreError | typeof BusyError, act: Promise<unknown>): Promise<void> {
  const thrown: unknown = await act.then(
    () => "nothing",
    (error: unknown) => error,
  );
  if (!(thrown instanceof kind)) throw new Error(`${String(thrown)} was thrown instead of a ${kind.name}`);
}

export const RULES: readonly Rule[] = [
  {
    name: "what is not there is null, and removing it is no error",
    holds: async (store) => {
      await isRead(store, "o/a", null);
      await store.remove("o/a");
      await areKeys(store, "");
    },
  },
  {
    name: "a file is written, replaced and removed whole",
    holds: async (store) => {
      await store.write("o/a", bytes(1, 2, 3));
      await isRead(store, "o/a", [1, 2, 3]);
      await store.write("o/a", bytes(4));
      await isRead(store, "o/a", [4]);
      await store.remove("o/a");
      await isRead(store, "o/a", null);
    },
  },
  {
    name: "a file grows piece by piece, and begins anew at 0",
    holds: async (store) => {
      await store.append("incoming/a", 0, bytes());
      await isRead(store, "incoming/a", []);
      await store.append("incoming/a", 0, bytes(1, 2));
      await store.append("incoming/a", 2, bytes(3));
      await store.append("incoming/a", 3, bytes(4, 5, 6));
      await isRead(store, "incoming/a", [1, 2, 3, 4, 5, 6]);
      await store.append("incoming/a", 0, bytes(9));
      await isRead(store, "incoming/a", [9]);
    },
  },
  {
    name: "a piece that does not fit to what is there is refused and changes nothing",
    holds: async (store) => {
      await store.append("incoming/a", 0, bytes(1, 2));
      await isRefused(StoreError, store.append("incoming/a", 1, bytes(7)));
      await isRefused(StoreError, store.append("incoming/a", 3, bytes(7)));
      await isRefused(StoreError, store.append("incoming/b", 1, bytes(7)));
      await isRead(store, "incoming/a", [1, 2]);
      await areKeys(store, "", "incoming/a");
    },
  },
  {
    name: "what a caller does to its bytes afterwards does not reach the store",
    holds: async (store) => {
      const buffer = bytes(1, 2, 3, 4);
      await store.append("incoming/a", 0, buffer.subarray(1, 3));
      await store.write("o/a", buffer.subarray(0, 2));
      buffer.fill(9);
      await isRead(store, "incoming/a", [2, 3]);
      await isRead(store, "o/a", [1, 2]);
    },
  },
  {
    name: "a file moves to another key, over what lies there",
    holds: async (store) => {
      await store.append("incoming/a", 0, bytes(1));
      await store.append("incoming/a", 1, bytes(2));
      await store.write("o/a", bytes(7, 7));
      await store.move("incoming/a", "o/a");
      await isRead(store, "o/a", [1, 2]);
      await isRead(store, "incoming/a", null);
      await isRefused(StoreError, store.move("incoming/a", "o/b"));
      await areKeys(store, "", "o/a");
    },
  },
  {
    name: "keys are told by their beginning, each once",
    holds: async (store) => {
      for (const key of ["o/a", "o/b", "packs/x/c.json", "packs/xy/d.json"]) await store.write(key, bytes(1));
      for (const at of [0, 1, 2]) await store.append("incoming/a", at, bytes(1));
      await store.append("incoming/b", 0, bytes());
      await areKeys(store, "o/", "o/a", "o/b");
      await areKeys(store, "packs/x/", "packs/x/c.json");
      await areKeys(store, "incoming/", "incoming/a", "incoming/b");
      await areKeys(store, "p/");
    },
  },
  {
    name: "a file that was read stays readable when it is removed or replaced",
    holds: async (store) => {
      await store.write("o/a", bytes(1, 2, 3));
      const content = await store.read("o/a");
      await store.write("o/a", bytes(4));
      await store.remove("o/a");
      const found = content && [...new Uint8Array(await content.arrayBuffer())];
      if (String(found) !== "1,2,3") throw new Error(`it has become ${String(found)}`);
    },
  },
  {
    name: "one at a time has the store for itself, also after one that failed",
    holds: async (store) => {
      const first = store.exclusively(async () => {
        await isRefused(
          BusyError,
          store.exclusively(async () => 1),
        );
        throw new RangeError("on purpose");
      });
      const thrown = await first.catch((error: unknown) => error);
      if (!(thrown instanceof RangeError)) throw thrown;
      if ((await store.exclusively(async () => 2)) !== 2) throw new Error("nothing was done");
    },
  },
];
