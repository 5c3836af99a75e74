import { expect, it } from "vitest";
import { isAt, placeText, readPlace, stepFrom } from "./place";

const STEPS = [1, 2].flatMap((part) => [1, 2, 3, 4, 5, 6, 7, 8].map((count) => ({ part, count })));

it("reads what it writes", () => {
  for (const step of STEPS) expect(readPlace(placeText(step))).toEqual(step);
});

it("reads nothing else", () => {
  for (const text of [null, "", "1", "0.1", "1.0", "1.9", "-1.2", "1.2.3", "1e3.1", " 1.2", "01.2"])
    expect(readPlace(text), String(text)).toBeNull();
});

it("goes from step to step, over parts, and stays within", () => {
  expect(stepFrom(STEPS, null, 1)).toEqual({ part: 1, count: 1 });
  expect(stepFrom(STEPS, { part: 1, count: 8 }, 1)).toEqual({ part: 2, count: 1 });
  expect(stepFrom(STEPS, { part: 1, count: 1 }, -1)).toEqual({ part: 1, count: 1 });
  expect(stepFrom(STEPS, { part: 2, count: 8 }, 1)).toEqual({ part: 2, count: 8 });
  expect(stepFrom([], null, 1)).toBeNull();
  expect(isAt({ part: 1, count: 2 }, null)).toBe(false);
});
