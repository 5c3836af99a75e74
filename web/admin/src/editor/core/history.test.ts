import fc from "fast-check";
import { expect, it } from "vitest";
import { sketches, songS } from "./arbitraries";
import { confirmed } from "./edits/accept";
import { deleted, inserted, moved } from "./edits/move";
import { renamed } from "./edits/one";
import { doubledMarks, halvedMarks, spanOf } from "./edits/reshape";
import {
  begin,
  canRedo,
  canUndo,
  edited,
  type History,
  redo,
  saved,
  touched,
  undo,
  undoable,
} from "./history";
import { packHistory, unpackHistory } from "./historyJson";
import { type Sketch, sketchOf } from "./sketch";

const told = (name: string) => ({ name, params: {} });

const anEdit: fc.Arbitrary<(sketch: Sketch) => Sketch> = fc
  .record({
    kind: fc.nat(6),
    id: fc.integer({ min: 1, max: 40 }),
    s: fc.double({ min: -3, max: 599, noNaN: true }),
  })
  .map(({ kind, id, s }) => (sketch: Sketch) => {
    const span = spanOf(sketch, []);
    if (kind === 0) return moved(sketch, [id], s / 10, { ripple: id % 2 === 0, rate: 1, songS });
    if (kind === 1) return deleted(sketch, [id, id + 1]);
    if (kind === 2) return renamed(sketch, id % 5, `Part ${Math.round(s)}`);
    if (kind === 3) return confirmed(sketch, [id], 1);
    if (kind === 4 && span) return doubledMarks(sketch, { first: 0, last: Math.min(3, span.last) });
    if (kind === 5 && span) return halvedMarks(sketch, span);
    return inserted(sketch, s, 1);
  });

/** A history with edits, some joined, some undone, and every sketch that it went through. */
const histories = fc
  .tuple(sketches, fc.array(fc.tuple(anEdit, fc.boolean()), { maxLength: 15 }), fc.nat(15))
  .map(([start, edits, back]) => {
    let history = begin(start);
    for (const [at, [edit, joins]] of edits.entries()) {
      history = edited(history, edit(history.sketch), told(`edit ${at % 2}`), joins);
    }
    for (let count = 0; count < back; count += 1) history = undo(history);
    return history;
  });

it("comes back to the same sketch after undo and redo, and after undoing and redoing all", () => {
  fc.assert(
    fc.property(histories, (history) => {
      if (canUndo(history)) expect(redo(undo(history))).toEqual(history);
      if (canRedo(history)) expect(undo(redo(history)).sketch.marks).toEqual(history.sketch.marks);
      const trail: Sketch[] = [];
      let back: History = history;
      while (canUndo(back)) {
        trail.push(back.sketch);
        back = undo(back);
      }
      for (const sketch of trail.reverse()) {
        back = redo(back);
        expect(back.sketch).toEqual({ ...sketch, nextId: back.sketch.nextId });
      }
    }),
  );
});

it("is the same history after JSON", () => {
  fc.assert(
    fc.property(histories, (history) => {
      expect(unpackHistory(JSON.parse(JSON.stringify(packHistory(history))))).toEqual(history);
    }),
  );
});

it("grows with what an edit touched, not with the marks there are", () => {
  const marks = Array.from(
    { length: 500 },
    (_, at) => ({ s: at, origin: "tap", slow: false, confirmed: false }) as const,
  );
  const start = begin(sketchOf(marks));
  let history = start;
  for (let count = 0; count < 100; count += 1) {
    history = edited(
      history,
      moved(history.sketch, [7], 0.001, { ripple: false, rate: 1, songS: 9999 }),
      told("move"),
    );
  }
  expect(history.entries).toHaveLength(100);
  const grown = JSON.stringify(packHistory(history)).length - JSON.stringify(packHistory(start)).length;
  expect(grown / 100).toBeLessThan(100);
});

it("takes a key held down back at once, and nothing for a move there and back", () => {
  const start = begin(sketchOf([{ s: 1, origin: "tap", slow: false, confirmed: true }]));
  const nudge = (history: History, byS: number, joins: boolean) =>
    edited(history, moved(history.sketch, [1], byS, { ripple: false, rate: 1, songS }), told("nudge"), joins);
  const thrice = nudge(nudge(nudge(start, 0.001, false), 0.001, true), 0.001, true);
  expect(thrice.entries).toHaveLength(1);
  expect(thrice.sketch.marks[0]?.s).toBe(1.003);
  expect(undo(thrice).sketch.marks).toEqual(start.sketch.marks);
  expect(nudge(thrice, 0.001, false).entries).toHaveLength(2);
  expect(undoable(thrice)?.name).toBe("nudge");
});

it("keeps the revision of the last save through undo, and forgets what could be redone", () => {
  let history = begin(sketchOf([{ s: 1, origin: "tap", slow: false, confirmed: false }]));
  history = edited(history, inserted(history.sketch, 2, 1), told("insert"));
  const undone = undo(saved(history, 7));
  expect(undone.sketch.revision).toBe(7);
  expect(touched(undone, redo(undone))).toEqual([2]);
  const other = edited(undone, inserted(undone.sketch, 3, 1), told("insert"));
  expect(canRedo(other)).toBe(false);
  expect(edited(other, other.sketch, told("insert"))).toBe(other);
});

it("refuses a kept log that is broken, of another version or of other marks", () => {
  const start = begin(sketchOf([1, 2, 3].map((s) => ({ s, origin: "tap", slow: false, confirmed: false }))));
  const packed = packHistory(edited(start, deleted(start.sketch, [2]), told("delete")));
  const broken: unknown[] = [
    null,
    [],
    {},
    { ...packed, format: 2 },
    { ...packed, done: 5 },
    { ...packed, marks: [[1, 1000]] },
    { ...packed, marks: [...packed.marks].reverse() },
    { ...packed, marks: [[1, 1_000_000, 9, 0]] },
    { ...packed, nextId: 2 },
    { ...packed, entries: [{ ...packed.entries[0], in: [[9, 5, 0, 0]] }] },
    { ...packed, entries: [{ ...packed.entries[0], params: { ms: null } }] },
    { ...packed, names: [4] },
  ];
  for (const value of broken) expect(() => unpackHistory(value)).toThrow(/edit/);
  expect(unpackHistory(packed).sketch.marks).toHaveLength(2);
});
