import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { outEnd, piecesOf, type Run, reelAt, reelFrame, settled, songS } from "./laps";

const run = (given: Partial<Run>): Run =>
  settled({ outStart: 1000, reelStart: 500, loop: null, reelEnd: 90_000, ...given });

describe("a run", () => {
  test("without a loop is heard from its start to its end", () => {
    const once = run({});
    expect(reelAt(once, 1000)).toBe(500);
    expect(reelAt(once, 1234)).toBe(734);
    expect(outEnd(once)).toBe(1000 + 89_500);
    expect(reelAt(once, 1e9)).toBe(90_000);
    expect(piecesOf(once, 0, 2000)).toEqual([{ out: 1000, reel: 500, length: 1000 }]);
  });

  test("repeats its loop without a frame lost or doubled", () => {
    const looped = run({ loop: { start: 700, end: 1000 } });
    expect(piecesOf(looped, 1400, 2300)).toEqual([
      { out: 1400, reel: 900, length: 100 },
      { out: 1500, reel: 700, length: 300 },
      { out: 1800, reel: 700, length: 300 },
      { out: 2100, reel: 700, length: 200 },
    ]);
    expect(outEnd(looped)).toBe(Number.POSITIVE_INFINITY);
  });

  test("started behind its loop goes on to the end", () => {
    expect(run({ reelStart: 2000, loop: { start: 700, end: 1000 } }).loop).toBeNull();
    expect(run({ loop: { start: 700, end: 700 } }).loop).toBeNull();
  });

  test("is cut into the same frames however it is asked for", () => {
    const frames = (on: Run, from: number, to: number) =>
      piecesOf(on, from, to).flatMap(({ reel, length }) => Array.from({ length }, (_, n) => reel + n));
    fc.assert(
      fc.property(
        fc.integer({ min: -5000, max: 5000 }),
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 0, max: 1500 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }),
        (reelStart, length, before, chunks) => {
          const loop = { start: reelStart + before, end: reelStart + before + length };
          const looped = run({ reelStart, loop });
          const heard: number[] = [];
          for (const chunk of chunks) {
            const out = looped.outStart + heard.length;
            heard.push(...frames(looped, out, out + chunk));
          }
          const next = (frame: number) => (frame + 1 === loop.end ? loop.start : frame + 1);
          const expected = [reelStart];
          while (expected.length < heard.length) expected.push(next(expected.at(-1) as number));
          expect(heard).toEqual(expected);
          expect(heard.at(-1)).toBe(reelAt(looped, looped.outStart + heard.length - 1));
        },
      ),
    );
  });
});

test("a frame and its second are one at every speed", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000_000, max: 60_000_000 }),
      fc.constantFrom(1, 0.75, 0.5),
      fc.integer({ min: 0, max: 300_000_000 }),
      (frame, rate, micros) => {
        expect(reelFrame(songS(frame, micros / 1e6, rate), micros / 1e6, rate)).toBe(frame);
      },
    ),
  );
});
