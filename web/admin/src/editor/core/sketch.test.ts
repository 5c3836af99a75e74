import fc from "fast-check";
import { expect, it } from "vitest";
import { newMarks, sketches, times } from "./arbitraries";
import {
  MOST_MARKS,
  nearestTo,
  placeOf,
  sketchOf,
  wellPlaced,
  withAdded,
  withChanged,
  withMarks,
  withNames,
} from "./sketch";
import { apart, fromUs, microseconds, toUs } from "./times";

const tap = (s: number) => ({ s, origin: "tap", slow: false, confirmed: false }) as const;

it("keeps marks sorted and a millisecond apart, however they are given", () => {
  fc.assert(
    fc.property(fc.array(newMarks, { maxLength: 60 }), (marks) => {
      const sketch = sketchOf(marks);
      expect(wellPlaced(sketch.marks)).toBe(true);
      expect(new Set(sketch.marks.map(({ id }) => id)).size).toBe(sketch.marks.length);
      for (const { s } of marks)
        expect(sketch.marks.some((mark) => !apart(mark.s, s) || mark.s === s)).toBe(true);
    }),
  );
});

it("says a time as the same number after rounding once more and after JSON", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 36_000, noNaN: true }), (s) => {
      const rounded = microseconds(s);
      expect(microseconds(rounded)).toBe(rounded);
      expect(fromUs(toUs(rounded))).toBe(rounded);
      expect(JSON.parse(JSON.stringify(rounded))).toBe(rounded);
      expect(Math.abs(rounded - s)).toBeLessThan(0.6e-6);
    }),
  );
});

it("never gives an id twice", () => {
  const first = withAdded(sketchOf([tap(1), tap(2)]), [tap(3)]);
  const gone = withMarks(first, first.marks.slice(0, 2));
  const again = withAdded(gone, [tap(3)]);
  expect(first.marks[2]?.id).toBe(3);
  expect(again.marks[2]?.id).toBe(4);
});

it("refuses a change that would put a mark past another or before the song, and leaves the sketch itself", () => {
  const sketch = sketchOf([tap(1), tap(2)]);
  const change = (s: number) => withChanged(sketch, (mark, at) => (at === 0 ? { ...mark, s } : mark));
  expect(change(2.5)).toBe(sketch);
  expect(change(1.9995)).toBe(sketch);
  expect(change(-0.1)).toBe(sketch);
  expect(change(1)).toBe(sketch);
  expect(change(1.999).marks[0]?.s).toBe(1.999);
});

it("holds no more marks than the server keeps", () => {
  const many = Array.from({ length: MOST_MARKS + 5 }, (_, at) => tap(at * 0.01));
  expect(sketchOf(many).marks).toHaveLength(MOST_MARKS);
});

it("tidies names like the server: stripped, empty ones none, none after the last", () => {
  expect(sketchOf([], [" Intro ", "", null, "Out", " ", null]).partNames).toEqual([
    "Intro",
    null,
    null,
    "Out",
  ]);
  const sketch = sketchOf([], ["Intro"]);
  expect(withNames(sketch, ["Intro", ""])).toBe(sketch);
  expect(sketchOf([], ["x".repeat(90)]).partNames[0]).toHaveLength(80);
});

it("finds the nearest mark as a walk over all of them does", () => {
  fc.assert(
    fc.property(sketches, times, ({ marks }, s) => {
      const far = marks.map((mark) => Math.abs(mark.s - s));
      expect(nearestTo(marks, s)).toBe(marks[far.indexOf(Math.min(...far))] ?? null);
      expect(placeOf(marks, s)).toBe(marks.filter((mark) => mark.s < s).length);
    }),
  );
});
