/** Browsers and pages that lack something: told in words, before anything is asked for. */

import { openIndexedDbStore } from "@eightcount/runtime";
import { afterEach, expect, test, vi } from "vitest";
import { openDevice, openScene } from "./following";

afterEach(() => vi.unstubAllGlobals());

/** The browser's hashes, and none of its signatures. */
function withoutEd25519(): object {
  const { subtle } = crypto;
  return {
    subtle: {
      digest: subtle.digest.bind(subtle),
      importKey: () => Promise.reject(new DOMException("Unrecognized name.", "NotSupportedError")),
    },
  };
}

test.each([
  ["WebCrypto", () => ({}), "https"],
  ["Ed25519", withoutEd25519, "Ed25519"],
] as const)("without %s nothing is asked for, and a sentence says why", async (_, lacking, word) => {
  const scene = await openScene();
  vi.stubGlobal("crypto", lacking());
  const thrown: unknown = await openDevice(scene)
    .sync()
    .catch((error: unknown) => error);
  await scene.shelf.stop();
  expect(thrown).toMatchObject({ name: "NoCryptographyError", message: expect.stringContaining(word) });
  expect(scene.shelf.asked).toEqual([]);
});

test("without IndexedDB a store is refused in words", async () => {
  await expect(openIndexedDbStore()).rejects.toMatchObject({ name: "StoreError" });
});
