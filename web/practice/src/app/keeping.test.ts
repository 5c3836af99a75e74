import { memoryStore, type Store, StoreError } from "@eightcount/runtime";
import { expect, it } from "vitest";
import { tryToKeep } from "./keeping";

/** A browser that keeps nothing more, as in a private window. */
function refusing(store: Store): Store {
  const refused = async () => Promise.reject(new StoreError("This browser keeps no files for a page."));
  return { ...store, write: refused };
}

it("is tried where nothing was kept before, and leaves nothing", async () => {
  const store = memoryStore();
  await tryToKeep(store);
  expect(await store.keys("")).toEqual([]);
  await expect(tryToKeep(refusing(store))).rejects.toThrow("keeps no files");
  await store.write("a class", new Uint8Array(1));
  await tryToKeep(refusing(store));
});

it("lets a device in that is full, as films on it can be deleted", async () => {
  await tryToKeep(memoryStore({ room: 0 }));
});
