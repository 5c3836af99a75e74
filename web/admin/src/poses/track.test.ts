import { expect, it } from "vitest";
import { FIELDS, LANDMARKS, onFrames, type PoseTrack, poseAt, poseOn } from "./track";

/** Every value of picture k is `levels[k]`; NaN: not seen. */
const trackOf = (timesS: readonly number[], levels: readonly number[]): PoseTrack => ({
  timesS: Float64Array.from(timesS),
  image: Float32Array.from(levels.flatMap((level) => Array<number>(LANDMARKS * FIELDS).fill(level))),
});
const levelAt = (track: PoseTrack, s: number) => poseAt(track, s)?.[7] ?? null;

it("takes the pose of a picture at its time and a line between two", () => {
  const track = trackOf([0, 0.1, 0.2], [0, 1, 4]);
  expect(levelAt(track, 0.1)).toBe(1);
  expect(levelAt(track, 0.15)).toBeCloseTo(2.5, 5);
  expect(levelAt(track, 0.2)).toBe(4);
});

it("takes the nearest pose beside a gap, and none far from all", () => {
  const track = trackOf([0, 0.1, 0.2, 1], [1, Number.NaN, 3, 5]);
  expect(levelAt(track, 0.04)).toBe(1);
  expect(levelAt(track, 0.1)).toBeNull();
  expect(levelAt(track, 0.4)).toBe(3);
  expect(levelAt(track, 0.6)).toBeNull();
  expect(levelAt(track, 1.2)).toBe(5);
  expect(levelAt(track, 1.3)).toBeNull();
});

it("lays a take of uneven pictures on even frames", () => {
  const poses = onFrames(trackOf([0, 0.05, 0.2], [0, 1, 4]), 5, 20);
  expect([0, 1, 2, 3, 4].map((k) => poseOn(poses, k)?.[0])).toEqual([
    0,
    1,
    expect.closeTo(2, 5),
    expect.closeTo(3, 5),
    4,
  ]);
  expect(poseOn(poses, 5)).toBeNull();
});
