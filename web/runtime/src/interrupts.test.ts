/** A device that dies between any two changes of its store: the last good pack stays, and the next sync ends it. */

import { memoryStore, openPack, type Store } from "@eightcount/runtime";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDevice, openScene, type Scene, thrownBy } from "./following";
import { buildPack } from "./studio";

let scene: Scene;

beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.shelf.stop());

class Dead extends Error {
  override readonly name = "Dead";
}

/** The same store, whose changes end with the `last`: with it done or not, nothing comes after. */
function dyingAfter(store: Store, last: number, isDone: boolean): Store {
  let changes = 0;
  async function change(act: () => Promise<void>): Promise<void> {
    changes++;
    if (changes > last) throw new Dead();
    if (changes < last || isDone) await act();
    if (changes === last) throw new Dead();
  }
  return {
    ...store,
    write: (key, bytes) => change(() => store.write(key, bytes)),
    append: (key, at, bytes) => change(() => store.append(key, at, bytes)),
    move: (from, to) => change(() => store.move(from, to)),
    remove: (key) => change(() => store.remove(key)),
  };
}

async function copied(store: Store): Promise<Store> {
  const copy = memoryStore();
  for (const key of await store.keys("")) {
    const content = (await store.read(key)) ?? new Blob([]);
    await copy.write(key, new Uint8Array(await content.arrayBuffer()));
  }
  return copy;
}

test.each([true, false])("a device that dies at any change, the last one done: %s", async (isDone) => {
  const contents = { video: new Uint8Array(1_500_000).fill(5) };
  const next = await buildPack({ revision: 2, contents });
  const before = memoryStore();
  expect((await openDevice(scene, before).sync()).complete).toBe(true);
  await scene.shelf.publish(scene.signers, 2, next);
  let [died, changes] = [true, 0];
  while (died) {
    changes++;
    const store = await copied(before);
    died = (await thrownBy(openDevice(scene, dyingAfter(store, changes, isDone)).sync())) === "Dead";
    const now = (await openPack(store, "uniform")).manifest.revision;
    expect([1, 2]).toContain(now);
    expect((await openDevice(scene, store).sync()).complete).toBe(true);
    expect((await openPack(store, "uniform")).manifest.revision).toBe(2);
    const kept = (await store.keys("")).filter((key) => !key.startsWith("channels/"));
    expect(kept.sort()).toEqual([...next.files.keys()].sort());
  }
  expect(changes).toBeGreaterThan(10);
});
