import { expect, test } from "vitest";
import { type Span, spansOf } from "./lesson";
import { aRoutine } from "./routine.fixture";
import { afterChange, afterPlay, isSame, type Setting, type Shown, STOPPED, shownAt } from "./shown";

const ROUTINE = aRoutine(3, 3);
const SPAN = spansOf(ROUTINE, [1])[0] as Span;
const SETTING: Setting = { parts: [1], speed: 1, loop: true, counting: "in" };

const at = (phase: Shown["phase"]): Shown => ({ ...STOPPED, phase });

test("before the first step its count is shown, from there on the step", () => {
  expect(shownAt(ROUTINE, SPAN, "in", 2.6)).toEqual({ phase: "counting", counted: 8, place: null });
  expect(shownAt(ROUTINE, SPAN, "in", 3)).toEqual({
    phase: "playing",
    counted: null,
    place: { part: 1, count: 1 },
  });
  expect(shownAt(ROUTINE, SPAN, "all", 0.5)).toMatchObject({ phase: "counting", counted: null });
});

test("a lesson that is not counted in plays from before its first step", () => {
  expect(shownAt(ROUTINE, SPAN, "off", 2.6)).toEqual({ phase: "playing", counted: null, place: null });
});

test("a tap begins, goes on, or counts in again what was broken off", () => {
  expect(afterPlay(STOPPED, SPAN, 0)).toBe("first");
  expect(afterPlay(at("paused"), SPAN, 2.9)).toBe("again");
  expect(afterPlay(at("paused"), SPAN, 3)).toBe("on");
});

test.each([
  ["counting", { parts: [2] }, "first"],
  ["playing", { parts: [2] }, "first"],
  ["paused", { parts: [2] }, "stop"],
  ["stopped", { parts: [2], speed: 0.5 }, "stop"],
  ["counting", { speed: 0.5 }, "again"],
  ["counting", { counting: "off" }, "again"],
  ["playing", { speed: 0.5 }, "on"],
  ["playing", { counting: "all" }, "recount"],
  ["playing", { loop: false }, "recount"],
  ["paused", { speed: 0.5 }, "recount"],
] as const)("%s, with %o wished: %s", (phase, wish, follows) => {
  expect(afterChange(SETTING, { ...SETTING, ...wish }, at(phase))).toBe(follows);
});

test("nothing is shown anew where nobody sees a difference", () => {
  const shown: Shown = { ...at("playing"), place: { part: 1, count: 2 } };
  expect(isSame(shown, { ...shown, place: { part: 1, count: 2 } })).toBe(true);
  const others: readonly Partial<Shown>[] = [
    { phase: "paused" },
    { counted: 5 },
    { refused: true },
    { place: null },
    { place: { part: 1, count: 3 } },
    { place: { part: 2, count: 2 } },
  ];
  for (const other of others)
    expect(isSame(shown, { ...shown, ...other }), JSON.stringify(other)).toBe(false);
});
