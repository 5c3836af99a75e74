import { expect, it } from "vitest";
import { changeOf, isSeen, spreadOf } from "./distribution";

it("counts scores in bins of five points, both ends within", () => {
  const { bins, scored } = spreadOf([40, 44.9, 45, 97, 100, null]);
  expect(bins).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
  expect(scored).toBe(5);
  expect(spreadOf([50, null, 70])).toMatchObject({ mean: 60, deviation: 10 });
});

it("knows nothing of nobody", () => {
  expect(spreadOf([null])).toMatchObject({ scored: 0, mean: null, deviation: null });
});

it("tells a change where both were judged, and shows what is seen with one digit", () => {
  expect(changeOf(60, 72.5)).toBe(12.5);
  expect(changeOf(null, 72.5)).toBeNull();
  expect([null, 0, 0.04, -0.06].map(isSeen)).toEqual([false, false, false, true]);
});
