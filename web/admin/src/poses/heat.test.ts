import { expect, it } from "vitest";
import { colourOf, hardlySeen, heatPixels } from "./heat";
import { FIELDS, LANDMARKS } from "./track";

const seen = (...levels: readonly number[]) =>
  Float32Array.from(levels.flatMap((level) => Array<number>(LANDMARKS * FIELDS).fill(level)));

it("is lighter the better a joint is seen", () => {
  const light = (visibility: number) => colourOf(visibility).reduce((sum, value) => sum + value, 0);
  expect([0, 0.3, 0.6, 1].map(light)).toEqual([0, 0.3, 0.6, 1].map(light).toSorted((a, b) => a - b));
  expect(colourOf(Number.NaN)).toEqual([128, 128, 128]);
});

it("has a row for each joint and a column for each frame", () => {
  const pixels = heatPixels(seen(0, 1, Number.NaN), [15, 16]);
  expect(pixels.length).toBe(3 * 2 * 4);
  expect([...pixels.slice(16, 19)]).toEqual([...colourOf(1)]);
});

it("counts the frames in which a joint is hardly seen", () => {
  expect(hardlySeen(seen(0.2, 0.8, Number.NaN, 0.9), 15, 0.5)).toBe(0.5);
});
