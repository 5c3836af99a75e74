import { describe, expect, it, vi } from "vitest";
import type { HeldEngine, Seen } from "../pose";
import { PoseError } from "../pose/asking";
import { isTooSlow, lookingBy } from "./looking";
import type { BranchStats } from "./types";

const SEEN = { people: 1 } as Seen;

function picture() {
  return { close: vi.fn() } as unknown as ImageBitmap;
}

function held(look: () => Promise<Seen>) {
  return { engine: { look }, release: vi.fn(), abandon: vi.fn() } as unknown as HeldEngine;
}

const working = () => held(() => Promise.resolve(SEEN));
const broken = () => held(() => Promise.reject(new PoseError("no memory")));

describe("who looks for poses", () => {
  it("is replaced when it broke", async () => {
    const [first, second] = [broken(), working()];
    const broke = vi.fn(() => true);
    const looking = lookingBy(first, { broke, another: () => Promise.resolve(second) });
    expect(await looking.look(picture(), 0)).toBeNull();
    expect(broke).toHaveBeenCalledExactlyOnceWith(1);
    expect(first.abandon).toHaveBeenCalledOnce();
    expect(first.release).toHaveBeenCalledOnce();
    expect(await looking.isReady()).toBe(true);
    expect(await looking.look(picture(), 1)).toBe(SEEN);
    looking.release();
    expect(second.release).toHaveBeenCalledOnce();
  });

  it("closes pictures that come while nobody is there to look", async () => {
    const looking = lookingBy(broken(), { broke: () => true, another: () => new Promise(() => undefined) });
    await looking.look(picture(), 0);
    const late = picture();
    expect(await looking.look(late, 1)).toBeNull();
    expect(late.close).toHaveBeenCalledOnce();
  });

  it("broke once, though two looks were under way", async () => {
    const broke = vi.fn(() => true);
    const looking = lookingBy(broken(), { broke, another: () => Promise.resolve(working()) });
    expect(await Promise.all([looking.look(picture(), 0), looking.look(picture(), 1)])).toEqual([null, null]);
    expect(broke).toHaveBeenCalledOnce();
  });

  it("is not replaced where that was not to be, or where there is none to be had", async () => {
    const another = vi.fn(() => Promise.reject(new Error("no net")));
    const given = lookingBy(broken(), { broke: () => false, another });
    await given.look(picture(), 0);
    expect(await given.isReady()).toBe(false);
    expect(another).not.toHaveBeenCalled();
    const without = lookingBy(broken(), { broke: () => true, another });
    await without.look(picture(), 0);
    expect(await without.isReady()).toBe(false);
  });

  it("leaves no engine behind that came after all was over", async () => {
    let come: (engine: HeldEngine) => void = () => undefined;
    const another = () => new Promise<HeldEngine>((resolve) => (come = resolve));
    const looking = lookingBy(broken(), { broke: () => true, another });
    await looking.look(picture(), 0);
    looking.release();
    const late = working();
    come(late);
    await looking.isReady();
    expect(late.release).toHaveBeenCalledOnce();
  });

  it("hides no other fault", async () => {
    const looking = lookingBy(
      held(() => Promise.reject(new TypeError("a mistake"))),
      { broke: () => true, another: () => Promise.resolve(working()) },
    );
    await expect(looking.look(picture(), 0)).rejects.toThrow("a mistake");
  });
});

describe("a net that is too slow", () => {
  const pose = (done: number, medianLatencyMs: number | null) => ({
    pose: { done, medianLatencyMs } as BranchStats,
  });

  it("is known by enough pictures that came late", () => {
    expect(isTooSlow(pose(61, 151))).toBe(true);
    expect(isTooSlow(pose(60, 500))).toBe(false);
    expect(isTooSlow(pose(1000, 150))).toBe(false);
    expect(isTooSlow(pose(0, null))).toBe(false);
  });
});
