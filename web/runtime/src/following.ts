/** A device under test: a store in memory, a source that does not wait. Nothing of it ships. */

import {
  memoryStore,
  type Source,
  type Store,
  type SyncOptions,
  type SyncReport,
  sourceOf,
  sync,
  trustIn,
} from "@eightcount/runtime";
import { openShelf, type Shelf } from "./shelf_server";
import { type Built, buildPack, makeSigners, type Signers } from "./studio";

/** A shelf that shows one pack in version 1, and who signs for it. */
export interface Scene {
  readonly shelf: Shelf;
  readonly signers: Signers;
  readonly pack: Built;
}

export async function openScene(): Promise<Scene> {
  const scene = { shelf: await openShelf(), signers: await makeSigners(), pack: await buildPack() };
  await scene.shelf.publish(scene.signers, 1, scene.pack);
  return scene;
}

export interface Device {
  readonly store: Store;
  readonly source: Source;
  readonly sync: (options?: SyncOptions & { readonly channel?: string }) => Promise<SyncReport>;
}

/** Waits of a device under test take no time; a server that says nothing is given up soon. */
export function openDevice(scene: Scene, store = memoryStore(), given: Partial<Source> = {}): Device {
  const source = sourceOf({
    baseUrl: scene.shelf.url,
    timeoutS: 60,
    patienceS: 600,
    wait: async () => undefined,
    ...given,
  });
  const trust = trustIn(scene.signers.root.pub);
  return {
    store,
    source,
    sync: ({ channel = "production", ...options } = {}) => sync(source, store, channel, trust, options),
  };
}

/** The name of what it throws, or "nothing". */
export async function thrownBy(act: Promise<unknown>): Promise<string> {
  try {
    await act;
    return "nothing";
  } catch (error) {
    return (error as Error).name;
  }
}
