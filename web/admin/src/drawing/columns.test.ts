import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOfPeaks, columnsOfSamples, joined, levelFor } from "./columns";
import { columnOf, firstSampleOf, frameOf, gridOf, xOfTime } from "./grid";
import { peaksOf } from "./peaks";

/** Samples in a device pixel, from a sample over 48 pixels to a whole song on a small screen. */
const anyZoom = fc.double({ min: 1 / 48, max: 40_000, noNaN: true });
const anySample = fc.integer({ min: 0, max: 14_400_000 });

describe("the grid", () => {
  test("puts each sample into exactly one column", () => {
    fc.assert(
      fc.property(
        anyZoom,
        anySample,
        fc.double({ min: -30, max: 30, noNaN: true }),
        (perColumn, sample, offsetS) => {
          const grid = gridOf(perColumn / 48_000, { offsetS, rate: 1.0003 });
          const column = columnOf(grid, sample);
          expect(firstSampleOf(grid, column)).toBeLessThanOrEqual(sample);
          expect(firstSampleOf(grid, column + 1)).toBeGreaterThan(sample);
        },
      ),
    );
  });

  test("draws a mark on a sample in the column of that sample, at every zoom and pixel ratio", () => {
    fc.assert(
      fc.property(anyZoom, anySample, fc.constantFrom(1, 1.5, 2, 3), (perPixel, sample, ratio) => {
        const view = {
          startS: sample / 48_000 - 0.3 * perPixel,
          secondsPerPixel: perPixel / 48_000,
          widthPx: 1280,
        };
        const frame = frameOf(view, ratio);
        const column = columnOf(gridOf(frame.secondsPerColumn), sample);
        const apart = Math.abs(xOfTime(frame, sample / 48_000) - (column - frame.firstColumn));
        // Where a sample is wider than a column, binary fractions of minutes may lack a whole column.
        expect(apart).toBeLessThanOrEqual(perPixel < ratio ? 1 : 0);
      }),
    );
  });

  test("lays a sound of the video clock where the alignment says", () => {
    const secondsPerColumn = 0.001;
    const grid = gridOf(secondsPerColumn, { offsetS: 12.5, rate: 1 });
    expect(columnOf(grid, 48_000)).toBe(13_500);
  });
});

describe("the columns of samples", () => {
  test("show an impulse in its column and in no other, at every zoom", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 600, noNaN: true }),
        fc.integer({ min: 0, max: 19_999 }),
        (perColumn, impulse) => {
          const samples = new Float32Array(20_000);
          samples[impulse] = 1;
          const grid = gridOf(perColumn / 48_000);
          const first = columnOf(grid, 0);
          const count = columnOf(grid, 19_999) - first + 1;
          const low = new Float32Array(count);
          const high = new Float32Array(count);
          columnsOfSamples(samples, 0, grid, first, low, high);
          joined(low, high);
          const at = columnOf(grid, impulse) - first;
          expect(high[at]).toBe(1);
          high[at] = 0;
          expect(high.reduce((most, value) => Math.max(most, value))).toBeLessThanOrEqual(0.5);
        },
      ),
    );
  });

  test("leave columns between samples empty", () => {
    const low = new Float32Array(6);
    const high = new Float32Array(6);
    columnsOfSamples(Float32Array.of(0.25, 0.5), 0, gridOf(1 / 48_000 / 3), 0, low, high);
    expect([...high].map((value) => (Number.isNaN(value) ? null : value))).toEqual([
      0.25,
      null,
      null,
      0.5,
      null,
      null,
    ]);
  });
});

describe("the columns of peaks", () => {
  const COUNT = 40_000;

  test("show an impulse in its column, or in the next where half a pair reaches over", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 512, max: 20_000, noNaN: true }),
        fc.integer({ min: 0, max: 256 * COUNT - 1 }),
        (perColumn, impulse) => {
          const pairs = new Int8Array(2 * COUNT);
          pairs[2 * Math.floor(impulse / 256) + 1] = 127;
          const peaks = peaksOf(pairs);
          const grid = gridOf(perColumn / 48_000);
          const at = columnOf(grid, impulse);
          const low = new Float32Array(5);
          const high = new Float32Array(5);
          columnsOfPeaks(peaks, grid, at - 2, low, high);
          const drawn = [...high].flatMap((value, c) => (value === 1 ? [c - 2] : []));
          expect(drawn.length).toBe(1);
          const half = levelFor(peaks, perColumn).samplesPerPair / 2;
          expect(half / perColumn).toBeLessThanOrEqual(0.25);
          const inColumn = impulse - firstSampleOf(grid, at);
          const clear = inColumn > half && inColumn < perColumn - half - 1;
          expect(Math.abs(drawn[0] as number)).toBeLessThanOrEqual(clear ? 0 : 1);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("show the pair that they lie in where they are narrower", () => {
    const low = new Float32Array(4);
    const high = new Float32Array(4);
    columnsOfPeaks(peaksOf(Int8Array.of(-127, 0, 0, 127)), gridOf(128 / 48_000), 0, low, high);
    expect([[...low], [...high]]).toEqual([
      [-1, -1, 0, 0],
      [0, 0, 1, 1],
    ]);
  });

  test("fold no extreme away", () => {
    const pairs = new Int8Array(2 * 10_000).fill(-3);
    pairs[2 * 7777] = -100;
    pairs[2 * 1234 + 1] = 99;
    for (const level of peaksOf(pairs).levels) {
      expect([Math.min(...level.pairs), Math.max(...level.pairs)]).toEqual([-100, 99]);
    }
  });
});
