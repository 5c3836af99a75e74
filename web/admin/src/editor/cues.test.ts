import { describe, expect, it } from "vitest";
import { sketchOf } from "./core/sketch";
import { cuesOf } from "./cues";

const GRID = { periodS: 0.5, phaseS: 0.25, score: 1 };
const mark = (s: number) => ({ s, origin: "tap", slow: false, confirmed: true }) as const;

describe("what sounds at the marks", () => {
  it("clicks and counts every mark, the one of each eight apart", () => {
    const cues = cuesOf(sketchOf(Array.from({ length: 9 }, (_, at) => mark(1 + at / 2))), GRID, {
      startS: 0,
      endS: 60,
    });
    expect(cues.map(({ count }) => count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1]);
    expect(cues.filter(({ tick }) => tick === "one").map(({ atS }) => atS)).toEqual([1, 5]);
  });

  it("clicks the proposal quietly while there are no marks, and says no count", () => {
    expect(cuesOf(sketchOf([]), GRID, { startS: 1, endS: 2 })).toEqual([
      { atS: 1.25, tick: "soft", count: null },
      { atS: 1.75, tick: "soft", count: null },
    ]);
    expect(cuesOf(sketchOf([]), null, { startS: 1, endS: 2 })).toEqual([]);
  });
});
