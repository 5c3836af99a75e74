import fc from "fast-check";
import { describe, expect, it } from "vitest";
import en from "../../i18n/en/editor.json";
import ko from "../../i18n/ko/editor.json";
import { dances } from "./arbitraries";
import { agreementAccepted, compared, inQuestion, nextInQueue, questionParams } from "./disagreements";
import { type NewMark, sketchOf, wellPlaced } from "./sketch";

const tap = (s: number, more: Partial<NewMark> = {}): NewMark => ({
  s,
  origin: "tap",
  slow: false,
  confirmed: false,
  ...more,
});
const GRID = { periodS: 0.5, phaseS: 0, score: 1 };
const kindsOf = (sketch: ReturnType<typeof sketchOf>, onsets: { s: number; strength: number }[] = []) =>
  compared(sketch, GRID, onsets).queue.map(({ kind, s }) => [kind, s]);

describe("comparing", () => {
  it("finds what lies beside the grid, what it lacks and what it has more", () => {
    const sketch = sketchOf([10.01, 10.49, 11.06, 12.02, 12.27, 12.5].map((s) => tap(s)));
    expect(kindsOf(sketch)).toEqual([
      ["offGrid", 11.06],
      ["noMark", 11.5],
      ["noGrid", 12.27],
    ]);
  });

  it("asks where a strong onset contradicts mark and grid, not where a weak one does", () => {
    const sketch = sketchOf([10, 10.5].map((s) => tap(s)));
    expect(kindsOf(sketch, [{ s: 10.05, strength: 0.8 }])).toEqual([["offOnset", 10]]);
    expect(kindsOf(sketch, [{ s: 10.05, strength: 0.2 }])).toEqual([]);
    const both = [
      { s: 10.005, strength: 0.3 },
      { s: 10.05, strength: 0.8 },
    ];
    expect(kindsOf(sketch, both)).toEqual([]);
  });

  it("has no question about what a person has confirmed", () => {
    const sketch = sketchOf([tap(10, { confirmed: true }), tap(10.62, { confirmed: true }), tap(11)]);
    const { queue, agreed } = compared(sketch, GRID, []);
    expect(queue).toEqual([]);
    expect(agreed).toEqual([{ markId: 3, s: 11 }]);
  });

  it("lets marks agree with onsets where there is no proposal", () => {
    const { queue, agreed } = compared(sketchOf([10, 10.5, 11].map((s) => tap(s))), null, [
      { s: 10.004, strength: 0.4 },
      { s: 10.56, strength: 0.9 },
    ]);
    expect(agreed).toEqual([{ markId: 1, s: 10 }]);
    expect(queue.map(({ kind, s, onsetS }) => [kind, s, onsetS])).toEqual([["offOnset", 10.5, 10.56]]);
  });

  it("puts every mark in one place: agreed, in question, confirmed, or without a witness", () => {
    fc.assert(
      fc.property(dances, fc.integer({ min: 300, max: 900 }), (sketch, ms) => {
        const { agreed, queue } = compared(sketch, { periodS: ms / 1000, phaseS: 0.1, score: 1 }, []);
        const ids = [...agreed.map(({ markId }) => markId), ...queue.flatMap(({ markId }) => markId ?? [])];
        expect(ids.sort((one, other) => one - other)).toEqual(sketch.marks.map(({ id }) => id));
        expect(queue.map(({ s }) => s)).toEqual(
          queue.map(({ s }) => s).toSorted((one, other) => one - other),
        );
        expect(wellPlaced(agreementAccepted(sketch, agreed).marks)).toBe(true);
      }),
    );
  });
});

it("accepts what agrees at once: taps on the grid, placed marks where they are, slow ones still to be heard", () => {
  const sketch = sketchOf([
    tap(10.01),
    tap(10.51, { origin: "hand" }),
    tap(11.02, { slow: true }),
    tap(11.56),
  ]);
  const { agreed } = compared(sketch, GRID, []);
  const { marks } = agreementAccepted(sketch, agreed);
  expect(marks.map(({ s, confirmed }) => [s, confirmed])).toEqual([
    [10, true],
    [10.51, true],
    [11, false],
    [11.56, false],
  ]);
});

it("walks the queue by time, on from its end at its beginning, and knows what is looked at", () => {
  const { queue } = compared(sketchOf([10, 10.6, 11, 12].map((s) => tap(s))), GRID, []);
  expect(queue.map(({ s }) => s)).toEqual([10.6, 11.5]);
  const [first, second] = queue;
  expect(nextInQueue(queue, 0, 1)).toBe(first);
  expect(nextInQueue(queue, 10.6, 1)).toBe(second);
  expect(nextInQueue(queue, 11.5, 1)).toBe(first);
  expect(nextInQueue(queue, 10.6, -1)).toBe(second);
  expect(nextInQueue([], 3, 1)).toBeNull();
  expect(inQuestion(queue, [2], 0)).toBe(first);
  expect(inQuestion(queue, [], 11.5)).toBe(second);
  expect(inQuestion(queue, [1], 5)).toBeNull();
});

it("has words for every kind, with the numbers that they need", () => {
  const [beside] = compared(sketchOf([10, 10.6, 11].map((s) => tap(s))), GRID, [
    { s: 10.55, strength: 1 },
  ]).queue;
  expect(beside && questionParams(beside)).toEqual({ gridMs: 100, onsetMs: -50 });
  for (const words of [en, ko]) {
    expect(Object.keys(words.questions).sort()).toEqual(["noGrid", "noMark", "offGrid", "offOnset"]);
  }
});
