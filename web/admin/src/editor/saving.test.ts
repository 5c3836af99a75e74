import { describe, expect, it } from "vitest";
import { confirmed } from "./core/edits/accept";
import { deleted } from "./core/edits/move";
import { begin, edited, undo } from "./core/history";
import { type Sketch, sketchOf } from "./core/sketch";
import type { Draft } from "./revisions";
import { adopted, isRight, isSaved, sameOnServer } from "./saving";
import type { EditorState } from "./state";

const MARKS = sketchOf(
  [1, 1.5, 2].map((s) => ({ s, origin: "tap", slow: false, confirmed: false }) as const),
  [],
  3,
);
const told = { name: "delete", params: {} };

function stateOf(base: Sketch, sketch: Sketch, right: Sketch | null = null, baseRight = false): EditorState {
  const history = edited(begin(base), sketch, told);
  return { history, base, right, baseRight } as EditorState;
}

describe("whether the server has all of it", () => {
  it("does when marks are as they were, also after an undo", () => {
    const state = stateOf(MARKS, deleted(MARKS, [1]));
    expect(isSaved(state)).toBe(false);
    expect(isSaved({ ...state, history: undo(state.history) })).toBe(true);
  });

  it("does not when a person said that they are right and the server was not told", () => {
    const sketch = confirmed(MARKS, null, 1);
    const state = stateOf(sketch, sketch, sketch);
    expect(isRight(state)).toBe(true);
    expect(isSaved(state)).toBe(false);
    expect(isSaved({ ...state, baseRight: true })).toBe(true);
  });

  it("takes the word back with the first edit after it, and gives it again by undo", () => {
    const sketch = confirmed(MARKS, null, 1);
    const state = stateOf(sketch, deleted(sketch, [2]), sketch, true);
    expect(isRight(state)).toBe(false);
    expect(isRight({ ...state, history: undo(state.history) })).toBe(true);
  });
});

describe("a save whose answer was lost", () => {
  it("is known again by what the server keeps: it keeps no yes to single marks", () => {
    const mine = confirmed(MARKS, [2], 1);
    expect(sameOnServer(mine, MARKS)).toBe(true);
    expect(sameOnServer(deleted(mine, [2]), MARKS)).toBe(false);
  });
});

describe("taking what somebody else saved", () => {
  it("is one step of the undo log, on their revision", () => {
    const state = stateOf(MARKS, deleted(MARKS, [1]));
    const theirs = sketchOf([{ s: 9, origin: "hand", slow: false, confirmed: true }], ["Intro"], 7);
    const draft: Draft = { sketch: theirs, confirmed: true, by: "account:2", at: null, problems: [] };
    const next = { ...state, ...adopted(state, draft) };
    expect(next.history.sketch.marks.map(({ s }) => s)).toEqual([9]);
    expect(next.history.sketch.revision).toBe(7);
    expect(isSaved(next)).toBe(true);
    expect(undo(next.history).sketch.marks.map(({ s }) => s)).toEqual([1.5, 2]);
    expect(next.history.sketch.nextId).toBeGreaterThanOrEqual(state.history.sketch.nextId);
  });
});
