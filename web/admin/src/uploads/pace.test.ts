import { describe, expect, it } from "vitest";
import { paceOf, type Sample, withSample } from "./pace";

const line = (bytesPerS: number, fromMs: number, toMs: number): readonly Sample[] => {
  let samples: readonly Sample[] = [];
  for (let atMs = fromMs; atMs <= toMs; atMs += 250) {
    samples = withSample(samples, { atMs, bytes: (bytesPerS * atMs) / 1000 });
  }
  return samples;
};

describe("pace", () => {
  it("tells the speed and the time left of a steady line", () => {
    const pace = paceOf(line(4_000_000, 0, 5_000), 40_000_000);
    expect(pace.bytesPerS).toBeCloseTo(4_000_000);
    expect(pace.leftS).toBeCloseTo(5);
  });

  it("forgets how it was long ago", () => {
    const slow = line(1_000, 0, 20_000);
    const fast = [...Array(80).keys()].reduce<readonly Sample[]>(
      (samples, step) => withSample(samples, { atMs: 20_250 + step * 250, bytes: 20_000 + step * 250_000 }),
      slow,
    );
    expect(paceOf(fast, 1e9).bytesPerS).toBeCloseTo(1_000_000, -3);
  });

  it("says nothing from a moment, and no time left from standing still", () => {
    expect(paceOf([{ atMs: 0, bytes: 0 }], 10)).toEqual({ bytesPerS: 0, leftS: null });
    expect(
      paceOf(
        [
          { atMs: 0, bytes: 0 },
          { atMs: 300, bytes: 9 },
        ],
        10,
      ).leftS,
    ).toBeNull();
    expect(
      paceOf(
        [
          { atMs: 0, bytes: 5 },
          { atMs: 3000, bytes: 5 },
        ],
        10,
      ),
    ).toEqual({ bytesPerS: 0, leftS: null });
  });
});
