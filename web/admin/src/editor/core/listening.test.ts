import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sketches, times } from "./arbitraries";
import type { View } from "./desk";
import { events } from "./events";
import { beatsIn, doubled, halved, nearestBeat, shifted } from "./grid";
import { aroundMark, partAt, stepAt, wholeClass } from "./loops";
import { markNear, pulled } from "./magnet";
import { partsOf } from "./parts";
import { bodyOf, importedMarks, sketchRead } from "./saving";
import { sameContent, sketchOf } from "./sketch";

const tap = (s: number) => ({ s, origin: "tap", slow: false, confirmed: true }) as const;
const row = (count: number) => sketchOf(Array.from({ length: count }, (_, at) => tap(10 + at * 0.5)));

describe("what is heard", () => {
  it("says every mark once in windows that follow each other, wherever they are cut", () => {
    fc.assert(
      fc.property(sketches, fc.array(times, { maxLength: 20 }), (sketch, cuts) => {
        const edges = [0, ...cuts.toSorted((one, other) => one - other), 1000];
        const heard = edges.slice(1).flatMap((edge, at) => events(sketch, edges[at] ?? 0, edge));
        expect(heard.map(({ s }) => s)).toEqual(sketch.marks.map(({ s }) => s));
        expect(heard.map(({ index }) => index)).toEqual(sketch.marks.map((_, at) => at));
      }),
    );
  });

  it("counts to eight with the accent on one", () => {
    const heard = events(row(17), 13, 15.5);
    expect(heard.map(({ count }) => count)).toEqual([7, 8, 1, 2, 3]);
    expect(heard.map(({ accent }) => accent)).toEqual([false, false, true, false, false]);
  });
});

describe("what is looped", () => {
  it("is the step, part or neighbourhood there", () => {
    const sketch = row(17);
    expect(stepAt(sketch, 10.5)).toEqual({ startS: 10.5, endS: 11 });
    expect(stepAt(sketch, 9)).toBeNull();
    expect(partAt(sketch, 14)).toEqual({ startS: 14, endS: 18 });
    expect(partAt(sketch, 18)).toBeNull();
    expect(aroundMark(sketch, 1)).toEqual({ startS: 9.5, endS: 10.5 });
    expect(aroundMark(row(1), 1)).toEqual({ startS: 9.5, endS: 10.5 });
    expect(wholeClass(sketch)).toEqual({ startS: 10, endS: 18 });
    expect(wholeClass(row(1))).toBeNull();
  });

  it("has parts of eight steps, an unfinished one last", () => {
    const parts = partsOf(sketchOf(row(20).marks, ["Intro"]));
    expect(parts.map(({ name, whole, marks }) => [name, whole, marks.length])).toEqual([
      ["Intro", true, 9],
      [null, true, 9],
      [null, false, 4],
    ]);
    expect(partsOf(row(1))).toEqual([]);
  });
});

describe("the grid", () => {
  const grid = { periodS: 0.5, phaseS: 0.2, score: 1 };

  it("has its beats in a range, both ends included", () => {
    expect(beatsIn(grid, { startS: 0.2, endS: 1.7 })).toEqual([0.2, 0.7, 1.2, 1.7]);
    expect(beatsIn(grid, { startS: 0.21, endS: 0.6 })).toEqual([]);
    expect(nearestBeat(grid, 1.4)).toBe(1.2);
  });

  it("comes back from half and double, from two half-beat shifts, and stops at no dance's tempo", () => {
    expect(doubled(halved(grid))).toEqual(grid);
    expect(shifted(shifted(grid, 0.5), 0.5).phaseS).toBeCloseTo(0.2, 12);
    const slow = { ...grid, periodS: 3 };
    expect(halved(slow)).toBe(slow);
    const fast = { ...grid, periodS: 0.2 };
    expect(doubled(fast)).toBe(fast);
  });
});

describe("the magnet", () => {
  const view: View = {
    mode: "edit",
    playheadS: 49.8,
    playing: false,
    rate: 1,
    frameS: 0.03,
    pixelsPerS: 100,
    songS: 100,
    takeRange: { startS: 0, endS: 100 },
    onsets: [{ s: 10.05, strength: 1 }],
    grid: { periodS: 0.5, phaseS: 0, score: 1 },
    grids: [],
    loop: null,
    ripple: false,
  };

  it("pulls to the nearest of onset, grid and playhead, as far as some pixels", () => {
    expect(pulled(view, 10.04, false)).toEqual({ s: 10.05, to: "onset" });
    expect(pulled(view, 10.02, false)).toEqual({ s: 10, to: "grid" });
    expect(pulled(view, 49.79, false)).toEqual({ s: 49.8, to: "playhead" });
    expect(pulled(view, 10.2, false)).toEqual({ s: 10.2, to: null });
  });

  it("pulls less the closer one looks, and not at all with Shift", () => {
    expect(pulled({ ...view, pixelsPerS: 10_000 }, 10.04, false).to).toBeNull();
    expect(pulled(view, 10.04, true)).toEqual({ s: 10.04, to: null });
  });

  it("finds the mark under the pointer", () => {
    expect(markNear(row(3), 10.55, 100)?.s).toBe(10.5);
    expect(markNear(row(3), 10.55, 1000)).toBeNull();
  });
});

describe("saving", () => {
  it("sends what it read, and asks for a yes until all is confirmed", () => {
    const sketch = sketchOf([tap(1), { ...tap(2), confirmed: false, slow: true }], ["Intro"], 3);
    const body = bodyOf(sketch);
    expect(body).toEqual({
      format: 1,
      beats_s: [1, 2],
      part_names: ["Intro"],
      confirmed: false,
      marks: [
        { origin: "tap", slow: false },
        { origin: "tap", slow: true },
      ],
    });
    const heard = sketchOf([tap(1), tap(2)], ["Intro"], 3);
    expect(sameContent(sketchRead({ ...bodyOf(heard), revision: 3 }), heard)).toBe(true);
    expect(sketchRead({ ...body, revision: 4 }).marks[1]).toMatchObject({ slow: true, confirmed: false });
    expect(sketchRead({ ...body, marks: null, revision: 4 }).marks[0]).toMatchObject({ origin: "import" });
  });

  it("imports times in any order, without what is none", () => {
    const marks = importedMarks([3, Number.NaN, 1, -2, 1.0002]);
    expect(sketchOf(marks).marks.map(({ s }) => s)).toEqual([1, 3]);
  });
});
