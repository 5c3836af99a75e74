import { describe, expect, it } from "vitest";
import { arrivals } from "./arrival";

describe("when a picture was taken", () => {
  it("is by the camera's stamps, laid by the soonest arrival", () => {
    const clock = arrivals();
    clock.takenMs(0, 1_000_005);
    clock.takenMs(33, 1_000_033);
    expect(clock.takenMs(66, 1_000_166)).toBe(1_000_066);
  });

  it("never lies after its arrival", () => {
    const clock = arrivals();
    for (let at = 0; at < 2000; at++) {
      const arrivedMs = 5e5 + at * 33.3 + (at % 13);
      expect(clock.takenMs(at * 33.333, arrivedMs)).toBeLessThanOrEqual(arrivedMs + 1e-6);
    }
  });

  it("is right from the first on where the camera's clock begins anew", () => {
    const clock = arrivals();
    for (let at = 0; at < 60; at++) clock.takenMs(500_000 + at * 33, 1_000_000 + at * 33);
    expect(clock.takenMs(0, 1_002_000)).toBe(1_002_000);
    expect(clock.takenMs(33, 1_002_083)).toBe(1_002_033);
  });

  it("follows a camera whose clock drifts", () => {
    const clock = arrivals();
    let taken = 0;
    // 0.1 % slow: two seconds in half an hour.
    for (let at = 0; at < 54_000; at++) taken = clock.takenMs(at * 33.3, at * 33.3 * 1.001);
    expect(taken).toBeGreaterThan(53_999 * 33.3 * 1.001 - 25);
  });
});
