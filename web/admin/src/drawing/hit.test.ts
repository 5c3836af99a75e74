import { expect, test } from "vitest";
import { hitAt, nearestMark, placedLanes } from "./hit";
import { rulerStep, timeLabel } from "./ruler";
import type { Lane, Mark } from "./types";

const marks: readonly Mark[] = [1, 2, 2.5].map((atS) => ({ atS, tone: "beat" }));
const lanes: readonly Lane[] = [
  { id: "parts", kind: "blocks", heightPx: 20, blocks: [{ startS: 1, endS: 2, label: "A", colour: 0 }] },
  { id: "beats", kind: "marks", heightPx: 30, marks },
];
const view = { startS: 0, secondsPerPixel: 0.01, widthPx: 500 };

test("the nearest mark, and none out of reach", () => {
  expect([0.5, 1.4, 1.6, 2.25, 9].map((atS) => nearestMark(marks, atS, 0.5))).toEqual([0, 0, 1, 2, -1]);
  expect(nearestMark([], 1, 9)).toBe(-1);
});

test("a point hits the lane that it is in, and there the mark or the block", () => {
  const placed = placedLanes(lanes);
  expect(hitAt(placed, view, 150, 10, 4)).toEqual({ laneId: "parts", atS: 1.5, index: 0 });
  expect(hitAt(placed, view, 250, 19, 4)).toEqual({ laneId: "parts", atS: 2.5, index: null });
  expect(hitAt(placed, view, 203, 20, 4)).toEqual({ laneId: "beats", atS: 2.0300000000000002, index: 1 });
  expect(hitAt(placed, view, 205, 20, 4)?.index).toBeNull();
  expect(hitAt(placed, view, 205, 50, 4)).toBeNull();
});

test("the ruler's lines keep their distance and say what they stand for", () => {
  expect([0.1, 0.005, 1e-6].map((perPixel) => rulerStep(perPixel, 90))).toEqual([10, 0.5, 1e-4]);
  expect([timeLabel(65, 5), timeLabel(65.25, 0.05), timeLabel(-1, 1), timeLabel(59.99999999, 0.5)]).toEqual([
    "1:05",
    "1:05.25",
    "-0:01",
    "1:00.0",
  ]);
});
