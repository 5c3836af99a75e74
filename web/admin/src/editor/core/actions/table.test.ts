import { describe, expect, it } from "vitest";
import en from "../../../i18n/en/editor.json";
import ko from "../../../i18n/ko/editor.json";
import { clashes } from "../chords";
import { COMMANDS, type Desk, type Effect, type Mode, NOTHING_SELECTED, type View } from "../desk";
import { type NewMark, type Sketch, sameContent, sketchOf } from "../sketch";
import { BLOCKED, enabled, toldOf } from "./action";
import { ACTIONS, type ActionName, actionFor, actionNamed, EDITS } from "./table";

const MODES: readonly Mode[] = ["edit", "preview", "conflict"];
const GRID = { periodS: 0.5, phaseS: 0, score: 1 };
const VIEW: View = {
  mode: "edit",
  playheadS: 12.2,
  playing: false,
  rate: 1,
  frameS: 1 / 30,
  pixelsPerS: 100,
  songS: 180,
  takeRange: { startS: 8, endS: 30 },
  onsets: [{ s: 11.06, strength: 1 }],
  grid: GRID,
  grids: [GRID, { periodS: 0.4, phaseS: 0.1, score: 0.5 }],
  loop: null,
  ripple: false,
};
const tap = (s: number): NewMark => ({ s, origin: "tap", slow: false, confirmed: false });
const row = (count: number) => sketchOf(Array.from({ length: count }, (_, at) => tap(10 + at * 0.5)));
const desk = (sketch: Sketch, ids: readonly number[] = [], view: Partial<View> = {}): Desk => ({
  sketch,
  selection: { ids, anchor: ids[0] ?? null },
  view: { ...VIEW, ...view },
  canUndo: false,
  canRedo: false,
});
const done = (name: ActionName, on: Desk): Effect => actionNamed(name).perform(on);
const sketchAfter = (name: ActionName, on: Desk): Sketch => {
  const effect = done(name, on);
  if (effect.kind !== "edit") throw new Error(`${name} is no edit`);
  return effect.sketch;
};
const timesAfter = (name: ActionName, on: Desk) => sketchAfter(name, on).marks.map(({ s }) => s);

describe("the table", () => {
  it("gives every action a key, and no key to two actions of one mode", () => {
    for (const { name, keys } of ACTIONS) expect(keys.length, name).toBeGreaterThan(0);
    for (const mode of MODES) {
      const there = ACTIONS.filter(({ modes }) => modes.includes(mode));
      expect(clashes(there.flatMap(({ name, keys }) => keys.map((key) => [name, key] as const)))).toEqual([]);
    }
  });

  it("has words in both languages for every name, group and reason, and no others", () => {
    const names = [...ACTIONS.map(({ name }) => name), ...EDITS].sort();
    expect(new Set(names).size).toBe(names.length);
    for (const words of [en, ko]) {
      expect(Object.keys(words.actions).sort()).toEqual(names);
      expect(Object.keys(words.blocked).sort()).toEqual([...BLOCKED].sort());
      expect(Object.keys(words.actionGroups).sort()).toEqual(
        [...new Set(ACTIONS.map(({ group }) => group))].sort(),
      );
      for (const text of Object.values(words.actions)) expect(text.trim()).not.toBe("");
    }
  });

  it("has an action for every command", () => {
    const commands = ACTIONS.map((action) => action.perform(desk(row(9))))
      .flatMap((effect) => (effect.kind === "command" ? [effect.command] : []))
      .sort();
    expect(commands).toEqual([...COMMANDS].sort());
  });

  it("does something or says why not, for every action on an empty, a full and a selected desk", () => {
    const desks = [sketchOf([]), row(1), row(33)].flatMap((sketch) => {
      const ids = sketch.marks.slice(3, 6).map(({ id }) => id);
      return [null, GRID].flatMap((grid) => MODES.map((mode) => desk(sketch, ids, { grid, mode })));
    });
    const all = desks.flatMap((there) => ACTIONS.map((action) => ({ action, there })));
    const able = all.filter(({ action, there }) => enabled(action, there));
    expect(new Set(able.map(({ action }) => action.name)).size).toBeGreaterThan(70);
    for (const { action, there } of able) {
      const effect = action.perform(there);
      if (effect.kind === "edit") expect(sameContent(effect.sketch, there.sketch), action.name).toBe(false);
      expect(toldOf(action, there).name).toBe(action.name);
    }
    for (const { action, there } of all.filter((each) => !able.includes(each))) {
      expect(action.blocked(there) !== null || !action.modes.includes(there.view.mode)).toBe(true);
    }
  });

  it("finds the action of a key press in a mode, blocked or not", () => {
    const press = { key: "Enter", code: "Enter", ctrl: false, meta: false, shift: false, alt: false };
    expect(actionFor(press, "edit", false)?.name).toBe("confirm");
    expect(actionFor(press, "preview", false)?.name).toBe("acceptAll");
    expect(actionFor({ ...press, key: "F13" }, "edit", false)).toBeNull();
  });
});

describe("the actions", () => {
  it("nudge what is selected, with ripple what follows", () => {
    const sketch = row(3);
    expect(timesAfter("nudgeBack1", desk(sketch, [2]))).toEqual([10, 10.499, 11]);
    expect(timesAfter("nudgeOn10", desk(sketch, [2], { ripple: true }))).toEqual([10, 10.51, 11.01]);
    expect(timesAfter("nudgeOnFrame", desk(sketch, [2]))).toEqual([10, 10.533333, 11]);
    expect(timesAfter("moveToPlayhead", desk(sketch, [3]))).toEqual([10, 10.5, 12.2]);
    expect(actionNamed("nudgeOn10").params(desk(sketch, [2]))).toEqual({ ms: 10 });
  });

  it("select the next mark after deleting, and what they insert", () => {
    expect(done("delete", desk(row(3), [1]))).toMatchObject({ selection: { ids: [2] } });
    expect(done("delete", desk(row(3), [3]))).toMatchObject({ selection: { ids: [2] } });
    expect(done("insert", desk(row(3)))).toMatchObject({ selection: { ids: [4], anchor: 4 } });
  });

  it("accept the proposal in the take, or from the beat at the playhead", () => {
    expect(timesAfter("acceptProposal", desk(sketchOf([])))).toEqual(
      Array.from({ length: 45 }, (_, at) => 8 + at / 2),
    );
    expect(timesAfter("acceptFromHere", desk(sketchOf([])))[0]).toBe(12);
  });

  it("change the proposed grid, and go round the proposed tempi", () => {
    expect(done("gridHalf", desk(row(1)))).toEqual({ kind: "grid", grid: { ...GRID, periodS: 1 } });
    expect(done("gridShift", desk(row(1)))).toEqual({ kind: "grid", grid: { ...GRID, phaseS: 0.25 } });
    expect(done("gridNext", desk(row(1)))).toEqual({ kind: "grid", grid: VIEW.grids[1] });
    expect(done("gridNext", desk(row(1), [], { grid: VIEW.grids[1] ?? null }))).toEqual({
      kind: "grid",
      grid: GRID,
    });
    expect(actionNamed("gridNext").blocked(desk(row(1), [], { grids: [GRID] }))).toBe("oneGrid");
  });

  it("walk disagreements and settle each by grid, onset or a yes", () => {
    const sketch = sketchOf([10, 10.5, 11.09, 12].map(tap));
    expect(done("nextQuestion", desk(sketch))).toEqual({
      kind: "select",
      selection: { ids: [3], anchor: 3 },
      seekS: 11.09,
    });
    const asked = desk(sketch, [3], { playheadS: 11.09 });
    expect(timesAfter("takeGrid", asked)).toEqual([10, 10.5, 11, 12]);
    expect(timesAfter("takeOnset", asked)).toEqual([10, 10.5, 11.06, 12]);
    expect(sketchAfter("confirm", asked).marks[2]).toMatchObject({ s: 11.09, confirmed: true });
    expect(done("nextQuestion", asked)).toMatchObject({ selection: NOTHING_SELECTED, seekS: 11.5 });
    expect(timesAfter("takeGrid", desk(sketch, [], { playheadS: 11.5 }))).toEqual([
      10, 10.5, 11.09, 11.5, 12,
    ]);
    expect(sketchAfter("acceptAgreed", asked).marks.filter(({ confirmed }) => confirmed)).toHaveLength(3);
  });

  it("confirm slow marks at full speed only, and say so", () => {
    const slow = sketchOf([{ ...tap(10), slow: true }]);
    expect(actionNamed("confirmAll").blocked(desk(slow, [1], { rate: 0.5 }))).toBe("fullSpeed");
    expect(actionNamed("confirm").blocked(desk(slow, [1], { rate: 0.5 }))).toBe("fullSpeed");
    const heard = sketchAfter("confirmAll", desk(slow));
    expect(heard.marks[0]).toMatchObject({ confirmed: true, slow: false });
    expect(actionNamed("confirmAll").blocked(desk(heard))).toBe("allConfirmed");
  });

  it("widen the selection to both sides and narrow it again", () => {
    const step = (name: ActionName, ids: number[], anchor: number) => {
      const effect = actionNamed(name).perform({ ...desk(row(5)), selection: { ids, anchor } });
      return effect.kind === "select" ? effect.selection.ids : [];
    };
    expect(step("widenOn", [3], 3)).toEqual([3, 4]);
    expect(step("widenBack", [3, 4], 3)).toEqual([3]);
    expect(step("widenBack", [3], 3)).toEqual([2, 3]);
    expect(step("widenOn", [2, 3], 3)).toEqual([3]);
    expect(step("nextMark", [5], 5)).toEqual([5]);
  });

  it("loop the step, the part and around the mark", () => {
    expect(done("loopStep", desk(row(33)))).toEqual({ kind: "loop", loop: { startS: 12, endS: 12.5 } });
    expect(done("loopPart", desk(row(33), [12]))).toEqual({ kind: "loop", loop: { startS: 14, endS: 18 } });
    expect(done("loopAround", desk(row(33), [12]))).toEqual({ kind: "loop", loop: { startS: 15, endS: 16 } });
    expect(actionNamed("loopStep").blocked(desk(sketchOf([])))).toBe("noLoop");
  });
});
