import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KEPT_MS, sharing } from "./sharing";

/** Engines by their numbers, and which of them were ended. */
function counted(fails = 0) {
  let count = 0;
  const ended: number[] = [];
  const hold = sharing(async () => {
    const number = ++count;
    if (number <= fails) throw new Error("no net");
    return { number, end: () => void ended.push(number) };
  });
  return { hold, ended };
}

describe("an engine that is shared", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is one for all, and ends a while after the last", async () => {
    const { hold, ended } = counted();
    const [check, dance] = await Promise.all([hold(), hold()]);
    expect(check.engine).toBe(dance.engine);
    check.release();
    await vi.advanceTimersByTimeAsync(2 * KEPT_MS);
    expect(ended).toEqual([]);
    dance.release();
    expect((await hold()).engine.number).toBe(1);
    await vi.advanceTimersByTimeAsync(2 * KEPT_MS);
    expect(ended).toEqual([]);
  });

  it("is not ended under another user by one who lets go of it twice", async () => {
    const { hold, ended } = counted();
    const clapped = await hold();
    clapped.release();
    clapped.release();
    const dance = await hold();
    clapped.release();
    await vi.advanceTimersByTimeAsync(2 * KEPT_MS);
    expect(ended).toEqual([]);
    dance.release();
    await vi.advanceTimersByTimeAsync(KEPT_MS);
    expect(ended).toEqual([1]);
  });

  it("is another one after it failed, whose users are its own", async () => {
    const { hold, ended } = counted();
    const broken = await hold();
    broken.abandon();
    expect(ended).toEqual([1]);
    const dance = await hold();
    broken.release();
    await vi.advanceTimersByTimeAsync(2 * KEPT_MS);
    expect([dance.engine.number, ended]).toEqual([2, [1]]);
  });

  it("is begun anew where it could not begin, with nobody left to count", async () => {
    const { hold, ended } = counted(1);
    await expect(hold()).rejects.toThrow("no net");
    const dance = await hold();
    dance.release();
    await vi.advanceTimersByTimeAsync(KEPT_MS);
    expect(ended).toEqual([2]);
  });
});
