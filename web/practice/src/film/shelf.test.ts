import { afterEach, expect, test, vi } from "vitest";
import { hasPlace, roomBytes } from "./shelf";

const browserWith = (storage: unknown) => vi.stubGlobal("navigator", { storage });

afterEach(() => vi.unstubAllGlobals());

test("a browser without files of its own for a page has no place for films", async () => {
  browserWith(undefined);
  expect(await hasPlace()).toBe(false);
  browserWith({});
  expect(await hasPlace()).toBe(false);
});

test("nor has a private window that refuses them", async () => {
  browserWith({ getDirectory: () => Promise.reject(new DOMException("private", "SecurityError")) });
  expect(await hasPlace()).toBe(false);
});

test("one that gives a folder has, whatever it tells of its room", async () => {
  browserWith({ getDirectory: async () => ({}) });
  expect(await hasPlace()).toBe(true);
  expect(await roomBytes()).toBeNull();
});

test("room is what is granted and not in use", async () => {
  browserWith({ estimate: async () => ({ quota: 100, usage: 30 }) });
  expect(await roomBytes()).toBe(70);
});
