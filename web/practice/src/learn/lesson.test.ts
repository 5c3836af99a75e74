import fc from "fast-check";
import { expect, test } from "vitest";
import { mirroredIn, queryOf } from "./address";
import { leadCountAt, partsIn, pickedAfter, placeAt, spansOf, spokenIn } from "./lesson";
import { aRoutine } from "./routine.fixture";
import { speedIn } from "./speed";

test("parts that follow each other are played in one piece, others one after the other", () => {
  const spans = spansOf(aRoutine(4), [4, 1, 2]);
  expect(spans.map(({ parts }) => parts)).toEqual([[1, 2], [4]]);
  expect(spans[0]).toMatchObject({ startS: 1, endS: 9.4 });
  expect(spans[1]).toMatchObject({ startS: 13, endS: 17.4 });
});

test("a gap in the video parts what would follow", () => {
  expect(spansOf(aRoutine(2, 1, 3), [1, 2]).map(({ parts }) => parts)).toEqual([[1], [2]]);
});

test("a span is counted in on the four beats before it, before the video's first frame if it must be", () => {
  const [first] = spansOf(aRoutine(2), [1]);
  const [second] = spansOf(aRoutine(2), [2]);
  expect(first?.leadS).toEqual([-1, -0.5, 0, 0.5]);
  expect(second?.leadS).toEqual([3, 3.5, 4, 4.5]);
});

test("the count-in is five to eight, and where all is counted the steps go on from one", () => {
  const routine = aRoutine(2);
  const [span] = spansOf(routine, [1, 2]);
  if (!span) throw new Error("there is a span");
  expect(spokenIn(routine, span, "in").map(({ count }) => count)).toEqual([5, 6, 7, 8]);
  const all = spokenIn(routine, span, "all");
  expect(all.map(({ count }) => count)).toEqual([5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(all[4]?.atS).toBe(1);
});

test("the end is held so that the last pose is seen, never beyond the video", () => {
  const routine = aRoutine(1);
  const short = { ...routine, video: { ...routine.video, frames: 30 * 5 } };
  expect(spansOf(short, [1])[0]?.endS).toBe(5);
});

test("a time of the video is a step, or none", () => {
  const routine = aRoutine(2, 1, 3);
  expect(placeAt(routine, 0.9)).toBeNull();
  expect(placeAt(routine, 1)).toEqual({ part: 1, count: 1 });
  expect(placeAt(routine, 4.99)).toEqual({ part: 1, count: 8 });
  expect(placeAt(routine, 6)).toBeNull();
  expect(placeAt(routine, 8.6)).toEqual({ part: 2, count: 2 });
});

test("a tap picks one part out of all, then adds and takes away, and never leaves none", () => {
  expect(pickedAfter([1, 2, 3], 2, 3)).toEqual([2]);
  expect(pickedAfter([2], 1, 3)).toEqual([1, 2]);
  expect(pickedAfter([1, 2], 1, 3)).toEqual([2]);
  expect(pickedAfter([2], 2, 3)).toEqual([1, 2, 3]);
  expect(pickedAfter([1], 1, 1)).toEqual([1]);
});

test("whatever an address says, there are parts to play, in order and each once", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 9 }), (text, total) => {
      const parts = partsIn(text, total);
      expect(parts.length).toBeGreaterThan(0);
      expect(parts).toEqual([...new Set(parts)].sort((a, b) => a - b));
      expect(parts.every((part) => part >= 1 && part <= total)).toBe(true);
    }),
  );
  expect(partsIn("3,1,9", 4)).toEqual([1, 3]);
  expect(partsIn(null, 2)).toEqual([1, 2]);
});

test.each([true, false])("an address says all that was asked for, mirrored: %s", (mirrored) => {
  const query = new URLSearchParams(queryOf({ parts: [2, 3], speed: 0.75, mirrored }));
  expect(partsIn(query.get("parts"), 4)).toEqual([2, 3]);
  expect(speedIn(query.get("speed"))).toBe(0.75);
  expect(mirroredIn(query)).toBe(mirrored);
});

test("every moment of a count-in has its count, from its first beat to the first step", () => {
  const span = { leadS: [1, 1.5, 2, 2.5], startS: 3 };
  expect([0.9, 1, 1.6, 2.1, 2.9, 3].map((atS) => leadCountAt(span, atS))).toEqual([null, 5, 6, 7, 8, null]);
});
