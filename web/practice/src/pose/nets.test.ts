import { beforeEach, expect, test, vi } from "vitest";
import { bringNet, netOr } from "./nets";

const device = vi.hoisted(() => ({ here: new Set<string>(), isOffline: false }));

vi.mock("../app/models", () => ({
  hasModel: async (name: string) => device.here.has(name),
  loadModel: async (name: string) => {
    if (device.isOffline && !device.here.has(name)) throw new Error(`no ${name}`);
    device.here.add(name);
    return new TextEncoder().encode(name);
  },
}));

beforeEach(() => {
  device.here.clear();
  device.isOffline = false;
});

test("the smaller net is brought though the better one is here, which does where the smaller cannot be had", async () => {
  device.here.add("full");
  device.isOffline = true;
  await bringNet();
  expect([...device.here]).toEqual(["full"]);
  device.isOffline = false;
  await bringNet();
  expect(device.here.has("lite")).toBe(true);
});

test("where no net is here and none can be had, that is told", async () => {
  device.isOffline = true;
  await expect(bringNet()).rejects.toThrow("no lite");
  await expect(netOr("full")).rejects.toThrow("no full");
});

test("without a network the other net looks, and is called by its own name", async () => {
  device.isOffline = true;
  for (const [asked, here] of [
    ["lite", "full"],
    ["full", "lite"],
  ] as const) {
    device.here = new Set([here]);
    expect(await netOr(asked)).toEqual({ model: here, bytes: new TextEncoder().encode(here) });
  }
  device.isOffline = false;
  expect((await netOr("full")).model).toBe("full");
});
