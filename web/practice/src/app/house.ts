/** What lives as long as the page: the store of classes, and what follows the channel. Opened once. */

import { type IndexedDbStore, openIndexedDbStore, sourceOf } from "@eightcount/runtime";
import { type Follower, makeFollower } from "../classes/follower";
import { type Config, config } from "./config";
import { tryToKeep } from "./keeping";

export interface House {
  readonly config: Config;
  readonly store: IndexedDbStore;
  readonly follower: Follower;
}

let opened: Promise<House> | null = null;

/** Throws where the app was never told what to follow, or the browser keeps no files. */
export function house(): Promise<House> {
  opened ??= open().catch((error: unknown) => {
    opened = null; // tried again when it is wanted again
    throw error;
  });
  return opened;
}

async function open(): Promise<House> {
  const told = await config();
  const store = await openIndexedDbStore();
  await tryToKeep(store);
  const source = sourceOf({ baseUrl: told.baseUrl });
  const follower = makeFollower(source, store, told);
  await follower.read();
  keepChecked(follower);
  return { config: told, store, follower };
}

/** The channel is asked now, when the network comes back, and when the app is looked at again. */
function keepChecked(follower: Follower): void {
  void follower.check();
  const again = () => {
    if (document.visibilityState === "visible" && !isDancing()) void follower.check();
  };
  addEventListener("online", again);
  document.addEventListener("visibilitychange", again);
}

/** Nothing comes between then. */
function isDancing(): boolean {
  return location.pathname.endsWith("/dance");
}
