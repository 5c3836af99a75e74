import { expect, it } from "vitest";
import { pointFrom, readPoints } from "./routine";

it("reads step points with their targets left and right", () => {
  const point = (frame: number, targets: unknown = null) => ({
    start: { video_s: frame / 30 - 0.5 },
    point: { frame, video_s: frame / 30, song_s: 10 + frame / 30, targets },
  });
  const targets = {
    angles: [1, 0.5, 0, 0, 0, 0, 0.25, 0.75],
    places: [[0.1, 0.2], ...Array.from({ length: 6 }, () => [0.5, 0.5]), [0.8, 0.9]],
    visibility: Array.from({ length: 16 }, (_, k) => k / 16),
  };
  const points = readPoints({
    parts: [
      { name: "Verse", steps: [point(30, targets), point(45)] },
      { name: null, steps: [point(60)] },
    ],
  });
  expect(points.map(({ number, part, step }) => [number, part, step])).toEqual([
    [1, 1, 1],
    [2, 1, 2],
    [3, 2, 1],
  ]);
  expect(points[0]?.targets?.angles[0]).toEqual({
    left: { degrees: 180, seen: 0 },
    right: { degrees: 90, seen: 1 / 16 },
  });
  expect(points[0]?.targets?.places[3]?.right).toEqual({ x: 0.8, y: 0.9, seen: 15 / 16 });
  expect(points[1]?.targets).toBeNull();
  expect([pointFrom(points, 30, 1)?.number, pointFrom(points, 30, -1)]).toEqual([2, null]);
});
