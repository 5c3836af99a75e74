import type { Advice } from "@eightcount/runtime/scoring";
import { expect, test } from "vitest";
import { hasLateness, stepsNeeded, toldOf } from "./telling";

function advice(code: string): Advice {
  return { part: null, count: null, code, text: code, weight: 0 };
}

test("a total needs half of the picked steps, and says so only where it lacks", () => {
  expect(stepsNeeded({ score: null, steps: 32 })).toBe(16);
  expect(stepsNeeded({ score: null, steps: 7 })).toBe(4);
  expect(stepsNeeded({ score: 57, steps: 32 })).toBeNull();
});

test("the camera is blamed only where it was the camera", () => {
  const all = [advice("stopped"), advice("bigger")];
  expect(toldOf(all, "stopped").map(({ code }) => code)).toEqual(["bigger"]);
  expect(toldOf(all, "hidden").map(({ code }) => code)).toEqual(["bigger"]);
  expect(toldOf(all, "camera-lost")).toEqual(all);
  expect(toldOf(all, null)).toEqual(all);
});

test("where hardly anything matches, no lateness is told", () => {
  expect(hasLateness([advice("bigger")])).toBe(true);
  expect(hasLateness([advice("hardly_matches"), advice("hardly_seen")])).toBe(false);
});
