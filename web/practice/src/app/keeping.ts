/** Whether anything can be kept on this device at all. Must not keep it. */

import { NoRoomError, type Store } from "@eightcount/runtime";

/** No file of a class has that name. */
const TRIED = "tried";

/**
 * Throws a `StoreError` where nothing can be kept, as in the private windows of some browsers: better now than after a
 * download. Whoever has kept something can. A device that is merely full opens: room is made by deleting films.
 */
export async function tryToKeep(store: Store): Promise<void> {
  if ((await store.keys("")).length > 0) return;
  try {
    await store.write(TRIED, new Uint8Array(1));
    await store.remove(TRIED);
  } catch (error) {
    if (!(error instanceof NoRoomError)) throw error;
  }
}
