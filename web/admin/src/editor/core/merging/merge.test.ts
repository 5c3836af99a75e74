import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sketches, songS } from "../arbitraries";
import { confirmed } from "../edits/accept";
import { deleted, inserted, moved, movedTo } from "../edits/move";
import { renamed } from "../edits/one";
import { begin, edited, saved, undo } from "../history";
import { type Sketch, sameContent, sketchOf, wellPlaced, withRevision } from "../sketch";
import { difference, isSame } from "./difference";
import { merged, type Side } from "./merge";

const hand = { ripple: false, rate: 1, songS };
const tap = (s: number) => ({ s, origin: "tap", slow: false, confirmed: false }) as const;
const BASE = sketchOf(
  Array.from({ length: 17 }, (_, at) => tap(10 + at * 0.5)),
  ["Intro", "Verse"],
  4,
);
const timesOf = (sketch: Sketch) => sketch.marks.map(({ s }) => s);
const always = (side: Side) => () => side;

/** The same marks as another editor reads them: with ids of its own. */
const reread = (sketch: Sketch) =>
  withRevision(
    sketchOf(
      sketch.marks.map(({ id: _, ...mark }) => mark),
      sketch.partNames,
    ),
    5,
  );

describe("bringing edits together", () => {
  it("takes what only one side has done", () => {
    const mine = renamed(movedTo(deleted(BASE, [3]), 6, 12.53, hand), 0, "Start");
    const theirs = reread(confirmed(movedTo(inserted(BASE, 19, 1), 14, 16.48, hand), [10], 1));
    const merge = merged(BASE, mine, theirs);
    expect(merge.conflicts).toEqual([]);
    expect(merge.mine).toMatchObject({ moved: [{ index: 5, fromS: 12.5, toS: 12.53 }], removedS: [11] });
    expect(merge.theirs).toMatchObject({ moved: [{ index: 13, toS: 16.48 }], addedS: [19], removedS: [] });
    const both = merge.resolved(always("mine"));
    const expected = confirmed(movedTo(inserted(mine, 19, 1), 14, 16.48, hand), [10], 1);
    expect(sameContent(both, expected)).toBe(true);
    expect(both.revision).toBe(5);
  });

  it("keeps the ids of mine, so that the undo log still fits", () => {
    const mine = movedTo(BASE, 6, 12.53, hand);
    const both = merged(BASE, mine, reread(movedTo(BASE, 9, 14.02, hand))).resolved(always("mine"));
    expect(both.marks.map(({ id }) => id)).toEqual(BASE.marks.map(({ id }) => id));
  });

  it("can be undone like any edit, down to what was mine alone, on the revision of theirs", () => {
    const begun = begin(BASE);
    const moves = edited(begun, movedTo(BASE, 6, 12.53, hand), { name: "move", params: {} });
    const merge = merged(BASE, moves.sketch, reread(deleted(BASE, [9])));
    const both = saved(edited(moves, merge.resolved(always("mine")), { name: "merge", params: {} }), 5);
    expect(both.sketch.marks).toHaveLength(16);
    expect(undo(both).sketch.marks).toEqual(moves.sketch.marks);
    expect(undo(undo(both)).sketch).toMatchObject({ marks: BASE.marks, revision: 5 });
  });

  it("shows a beat that both moved, and lets a person choose", () => {
    const mine = movedTo(BASE, 6, 12.53, hand);
    const theirs = reread(movedTo(movedTo(BASE, 6, 12.46, hand), 2, 10.52, hand));
    const merge = merged(BASE, mine, theirs);
    expect(merge.conflicts).toMatchObject([
      { kind: "marks", baseS: [12.5], mineS: [12.53], theirsS: [12.46] },
    ]);
    expect(timesOf(merge.resolved(always("mine")))).toEqual(expect.arrayContaining([10.52, 12.53]));
    expect(timesOf(merge.resolved(always("theirs")))).toEqual(expect.arrayContaining([10.52, 12.46]));
  });

  it("shows a beat that one moved and the other deleted, or both inserted at different instants", () => {
    const one = merged(BASE, deleted(BASE, [6]), reread(movedTo(BASE, 6, 12.46, hand)));
    expect(one.conflicts).toMatchObject([{ baseS: [12.5], mineS: [], theirsS: [12.46] }]);
    const two = merged(BASE, inserted(BASE, 18.5, 1), reread(inserted(BASE, 18.54, 1)));
    expect(two.conflicts).toMatchObject([{ baseS: [], mineS: [18.5], theirsS: [18.54] }]);
    expect(timesOf(two.resolved(always("theirs"))).slice(-2)).toEqual([18, 18.54]);
    const same = merged(BASE, inserted(BASE, 18.5, 1), reread(inserted(BASE, 18.5, 1)));
    expect(same.conflicts).toEqual([]);
    expect(same.resolved(always("mine")).marks).toHaveLength(18);
  });

  it("decides together what would come too near", () => {
    const mine = movedTo(BASE, 6, 12.72, hand);
    const theirs = reread(movedTo(BASE, 7, 12.78, hand));
    const merge = merged(BASE, mine, theirs);
    expect(merge.conflicts).toHaveLength(1);
    expect(timesOf(merge.resolved(always("mine")))).toEqual(timesOf(mine));
    expect(timesOf(merge.resolved(always("theirs")))).toEqual(timesOf(theirs));
  });

  it("shows two names for one part", () => {
    const merge = merged(BASE, renamed(BASE, 1, "Chorus"), reread(renamed(BASE, 1, "Bridge")));
    expect(merge.conflicts).toMatchObject([
      { kind: "name", part: 1, mine: "Chorus", theirs: "Bridge", s: 14 },
    ]);
    expect(merge.resolved(always("theirs")).partNames).toEqual(["Intro", "Bridge"]);
  });

  it("lets a yes of either side stand", () => {
    const merge = merged(BASE, confirmed(BASE, [1], 1), reread(confirmed(BASE, [2], 1)));
    expect(merge.conflicts).toEqual([]);
    const both = merge.resolved(always("mine"));
    expect(both.marks.filter((mark) => mark.confirmed)).toHaveLength(2);
  });
});

describe("for any two edits", () => {
  type Edit = (sketch: Sketch) => Sketch;
  const kinds: readonly ((id: number, ms: number) => Edit)[] = [
    (id, ms) => (sketch) => moved(sketch, [id], ms / 1000, hand),
    (id) => (sketch) => deleted(sketch, [id]),
    (id, ms) => (sketch) => inserted(sketch, 10 + id * 0.5 + ms / 1000, 1),
    (id, ms) => (sketch) => renamed(sketch, id % 3, `${ms}`),
    (id) => (sketch) => confirmed(sketch, [id], 1),
  ];
  const anEdit = fc
    .tuple(fc.constantFrom(...kinds), fc.integer({ min: 1, max: 30 }), fc.integer({ min: -300, max: 300 }))
    .map(([kind, id, ms]) => kind(id, ms));
  const edits: fc.Arbitrary<Edit> = fc
    .array(anEdit, { maxLength: 6 })
    .map((all) => (start) => all.reduce((sketch, edit) => edit(sketch), start));
  const bases = fc.oneof(fc.constant(BASE), sketches);

  it("is symmetric: who is mine and who is theirs makes no difference", () => {
    fc.assert(
      fc.property(bases, edits, edits, (base, one, other) => {
        const here = merged(base, one(base), other(base));
        const there = merged(base, other(base), one(base));
        expect(here.conflicts.map(({ s }) => s)).toEqual(there.conflicts.map(({ s }) => s));
        expect(here.mine).toEqual(there.theirs);
        for (const side of ["mine", "theirs"] as const) {
          const opposite = side === "mine" ? "theirs" : "mine";
          expect(sameContent(here.resolved(always(side)), there.resolved(always(opposite)))).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("keeps order, spacing and ids, whatever is chosen", () => {
    fc.assert(
      fc.property(
        bases,
        edits,
        edits,
        fc.array(fc.boolean(), { minLength: 9 }),
        (base, one, other, picks) => {
          const mine = one(base);
          const merge = merged(base, mine, reread(other(base)));
          let at = 0;
          const sketch = merge.resolved(() => {
            at += 1;
            return picks[at % picks.length] ? "mine" : "theirs";
          });
          expect(wellPlaced(sketch.marks)).toBe(true);
          const all = sketch.marks.length;
          expect(new Set(sketch.marks.map(({ id }) => id)).size).toBe(all);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is the other side where one has done nothing", () => {
    fc.assert(
      fc.property(bases, edits, (base, edit) => {
        const changed = edit(base);
        for (const merge of [
          merged(base, changed, base),
          merged(base, base, reread(changed)),
          merged(base, changed, reread(changed)),
        ]) {
          expect(merge.conflicts).toEqual([]);
          expect(sameContent(merge.resolved(always("mine")), changed)).toBe(true);
        }
        expect(isSame(difference(base, reread(base)))).toBe(true);
      }),
    );
  });
});
