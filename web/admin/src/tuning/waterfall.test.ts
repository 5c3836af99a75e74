import { expect, it } from "vitest";
import { aSheet, JUDGED } from "./sheet.fixture";
import { fallsOf } from "./waterfall";

it("falls from all to what is left, the largest loss first", () => {
  const falls = fallsOf(JUDGED);
  expect(falls.map(({ name, loss }) => [name, loss])).toEqual([
    ["timing", 0.5],
    ["angle.left_elbow", 0.25],
    ["motion", 0.125],
  ]);
  expect(falls[0]?.from).toBe(1);
  for (const [k, fall] of falls.entries()) expect(fall.from).toBe(k === 0 ? 1 : falls[k - 1]?.to);
  expect(falls.at(-1)?.to).toBe(JUDGED.raw);
});

it("says nothing of a step that is not judged", () => {
  expect(fallsOf(aSheet().steps[1] ?? JUDGED)).toEqual([]);
});
