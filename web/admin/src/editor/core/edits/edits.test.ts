import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dances, sketches, songS, times } from "../arbitraries";
import { partsOf } from "../parts";
import { type Sketch, sameContent, sketchOf, wellPlaced } from "../sketch";
import { allConfirmed, confirmed, proposed } from "./accept";
import { deleted, inserted, moved, movedTo } from "./move";
import { endingAt, renamed, startingAt, trimmed, withOne } from "./one";
import { doubledMarks, filled, halvedMarks, periodOutside, shiftedMarks, spanOf } from "./reshape";

const hand = { ripple: false, rate: 1, songS };
const tap = (s: number) => ({ s, origin: "tap", slow: false, confirmed: false }) as const;
const row = (count: number, stepS = 0.5, startS = 10) =>
  sketchOf(Array.from({ length: count }, (_, at) => tap(startS + at * stepS)));
const timesOf = (sketch: Sketch) => sketch.marks.map(({ s }) => s);
const idAt = (sketch: Sketch, at: number) => sketch.marks[at]?.id ?? -1;
const all = (sketch: Sketch) => ({ first: 0, last: sketch.marks.length - 1 });

type Given = {
  ids: number[];
  s: number;
  deltaS: number;
  hand: { ripple: boolean; rate: number; songS: number };
};

const overSpan =
  (edit: (sketch: Sketch, span: { first: number; last: number }, given: Given) => Sketch) =>
  (sketch: Sketch, given: Given) => {
    const span = spanOf(sketch, given.ids);
    return span === null ? sketch : edit(sketch, span, given);
  };

const EDITS: readonly ((sketch: Sketch, given: Given) => Sketch)[] = [
  (sketch, given) => moved(sketch, given.ids, given.deltaS, given.hand),
  (sketch, given) => movedTo(sketch, given.ids[0] ?? 1, given.s, given.hand),
  (sketch, given) => inserted(sketch, given.s, given.hand.rate),
  (sketch, given) => deleted(sketch, given.ids),
  (sketch, given) => withOne(sketch, given.ids[0] ?? 1),
  (sketch, { s }) => proposed(sketch, { periodS: 0.5, phaseS: 0.1, score: 1 }, { startS: s, endS: s + 10 }),
  overSpan(halvedMarks),
  overSpan(doubledMarks),
  overSpan((sketch, span, { deltaS }) => shiftedMarks(sketch, span, deltaS > 0 ? 0.5 : -1, songS)),
  overSpan((sketch, span, { deltaS }) => filled(sketch, span, 0.05 + Math.abs(deltaS) / 100)),
];

it("keeps order and spacing through any edits whatever", () => {
  const given = fc.record({
    ids: fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 6 }),
    s: times,
    deltaS: fc.double({ min: -700, max: 700, noNaN: true }),
    hand: fc.record({ ripple: fc.boolean(), rate: fc.constantFrom(0.5, 0.75, 1), songS: fc.constant(songS) }),
  });
  const edits = fc.array(fc.tuple(fc.constantFrom(...EDITS), given), { maxLength: 10 });
  fc.assert(
    fc.property(sketches, edits, (start, all) => {
      let sketch = start;
      for (const [edit, how] of all) {
        sketch = edit(sketch, how);
        expect(wellPlaced(sketch.marks)).toBe(true);
        expect(new Set(sketch.marks.map((mark) => mark.id)).size).toBe(sketch.marks.length);
      }
    }),
  );
});

describe("moving", () => {
  it("moves by what was asked, or stops a millisecond before the neighbour", () => {
    const sketch = row(3);
    expect(timesOf(moved(sketch, [idAt(sketch, 1)], 0.02, hand))).toEqual([10, 10.52, 11]);
    expect(timesOf(moved(sketch, [idAt(sketch, 1)], 5, hand))).toEqual([10, 10.999, 11]);
    expect(timesOf(moved(sketch, [idAt(sketch, 0)], -50, hand))).toEqual([0, 10.5, 11]);
    expect(timesOf(moved(sketch, [idAt(sketch, 2)], 9999, hand))).toEqual([10, 10.5, songS]);
  });

  it("takes all later marks along with ripple, by the same", () => {
    const sketch = row(4);
    const rippled = moved(sketch, [idAt(sketch, 1)], -0.1, { ...hand, ripple: true });
    expect(timesOf(rippled)).toEqual([10, 10.4, 10.9, 11.4]);
    expect(timesOf(moved(rippled, [idAt(sketch, 1)], 0.1, { ...hand, ripple: true }))).toEqual(
      timesOf(sketch),
    );
  });

  it("moves neighbours together without closing up", () => {
    const sketch = row(4);
    expect(timesOf(moved(sketch, [idAt(sketch, 1), idAt(sketch, 2)], 2, hand))).toEqual([
      10, 10.999, 11.499, 11.5,
    ]);
  });

  it("leaves a yes at full speed, and asks for it again at slow playback", () => {
    const sketch = confirmed(row(2), null, 1);
    const quick = moved(sketch, [idAt(sketch, 0)], 0.01, hand).marks[0];
    expect(quick).toMatchObject({ origin: "hand", confirmed: true, slow: false });
    const slow = moved(sketch, [idAt(sketch, 0)], 0.01, { ...hand, rate: 0.5 }).marks[0];
    expect(slow).toMatchObject({ origin: "hand", confirmed: false, slow: true });
  });

  it("inserts where there is room only", () => {
    const sketch = row(2);
    expect(inserted(sketch, 10.0005, 1)).toBe(sketch);
    expect(timesOf(inserted(sketch, 10.2, 1))).toEqual([10, 10.2, 10.5]);
  });
});

describe("reshaping", () => {
  it("gives the same marks back after double and half", () => {
    fc.assert(
      fc.property(dances, (sketch) => {
        const back = halvedMarks(...withSpan(doubledMarks(sketch, all(sketch))));
        expect(back.marks).toEqual(sketch.marks);
      }),
    );
  });

  it("gives the same times back after half and double where steps are even", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 2, max: 9e5 }), (pairs, stepUs) => {
        const sketch = row(2 * pairs + 1, (2 * stepUs) / 1e6 + 0.002);
        const back = doubledMarks(...withSpan(halvedMarks(sketch, all(sketch))));
        expect(timesOf(back)).toEqual(timesOf(sketch));
      }),
    );
  });

  it("changes only the selected stretch", () => {
    const sketch = row(5);
    expect(timesOf(doubledMarks(sketch, { first: 1, last: 2 }))).toEqual([10, 10.5, 10.75, 11, 11.5, 12]);
    expect(timesOf(halvedMarks(sketch, { first: 0, last: 2 }))).toEqual([10, 11, 11.5, 12]);
    expect(spanOf(sketch, [idAt(sketch, 3), idAt(sketch, 1)])).toEqual({ first: 1, last: 3 });
    expect(spanOf(sketch, [idAt(sketch, 3)])).toEqual({ first: 0, last: 4 });
  });

  it("shifts along the tempo that the marks have, and on at its ends", () => {
    const sketch = sketchOf([10, 10.5, 11, 11.6, 12.2].map(tap));
    expect(timesOf(shiftedMarks(sketch, all(sketch), 1, songS))).toEqual([10.5, 11, 11.6, 12.2, 12.75]);
    expect(timesOf(shiftedMarks(sketch, all(sketch), 0.5, songS))).toEqual([
      10.25, 10.75, 11.3, 11.9, 12.475,
    ]);
    expect(timesOf(shiftedMarks(row(3), all(row(3)), -1, songS))).toEqual([9.5, 10, 10.5]);
  });

  it("does not shift out of the song", () => {
    const early = row(3, 0.5, 0.1);
    expect(shiftedMarks(early, all(early), -1, songS)).toBe(early);
    const late = row(3, 0.5, songS - 1);
    expect(shiftedMarks(late, all(late), 0.5, songS)).toBe(late);
  });

  it("fills evenly between two marks, at the tempo outside", () => {
    const gap = sketchOf([10, 10.5, 11, 13.1, 13.6, 14.1].map(tap));
    const full = filled(gap, { first: 2, last: 3 }, periodOutside(gap, { first: 2, last: 3 }));
    expect(timesOf(full)).toEqual([10, 10.5, 11, 11.525, 12.05, 12.575, 13.1, 13.6, 14.1]);
    expect(full.marks[3]).toMatchObject({ origin: "grid", confirmed: false });
  });
});

describe("where the counting begins", () => {
  it("drops the pick-up before a one, and keeps whole eights before it", () => {
    const sketch = row(37);
    expect(timesOf(withOne(sketch, idAt(sketch, 4)))[0]).toBe(12);
    const later = withOne(sketch, idAt(sketch, 12));
    expect(timesOf(later)[0]).toBe(12);
    expect(later.marks.findIndex(({ id }) => id === idAt(sketch, 12))).toBe(8);
    expect(withOne(sketch, idAt(sketch, 16))).toBe(sketch);
  });

  it("begins the class at a mark, with the names of the parts that stay", () => {
    const sketch = sketchOf(row(33).marks, ["Intro", "Verse", null, "Outro"]);
    const later = startingAt(sketch, idAt(sketch, 8));
    expect(later.partNames).toEqual(["Verse", null, "Outro"]);
    expect(later.marks).toHaveLength(25);
  });

  it("ends the class at a mark, and cuts what is no whole part", () => {
    const sketch = row(37);
    expect(endingAt(sketch, idAt(sketch, 32)).marks).toHaveLength(33);
    expect(trimmed(sketch).marks).toHaveLength(33);
    expect(trimmed(row(33)).marks).toHaveLength(33);
    expect(trimmed(row(5)).marks).toHaveLength(5);
  });

  it("names a part, and lets the name go", () => {
    const named = renamed(row(33), 2, " Chorus ");
    expect(partsOf(named).map(({ name }) => name)).toEqual([null, null, "Chorus", null]);
    expect(renamed(named, 2, "").partNames).toEqual([]);
  });
});

describe("accepting", () => {
  const grid = { periodS: 0.5, phaseS: 0, score: 1 };

  it("takes the grid's beats in the range for what is not confirmed", () => {
    const sketch = sketchOf([{ ...tap(10.02), confirmed: true }, tap(10.6), tap(20)]);
    const filledIn = proposed(sketch, grid, { startS: 9.5, endS: 11.5 });
    expect(timesOf(filledIn)).toEqual([9.5, 10.02, 10.5, 11, 11.5, 20]);
    expect(filledIn.marks[2]).toMatchObject({ origin: "proposal", confirmed: false });
  });

  it("confirms slow marks at full speed only", () => {
    const sketch = sketchOf([tap(1), { ...tap(2), slow: true }]);
    const slow = confirmed(sketch, null, 0.5);
    expect(slow.marks.map((mark) => mark.confirmed)).toEqual([true, false]);
    expect(allConfirmed(slow)).toBe(false);
    const heard = confirmed(slow, null, 1);
    expect(allConfirmed(heard)).toBe(true);
    expect(sameContent(confirmed(heard, null, 1), heard)).toBe(true);
  });
});

function withSpan(sketch: Sketch): [Sketch, { first: number; last: number }] {
  return [sketch, all(sketch)];
}
