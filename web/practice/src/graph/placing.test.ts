import { describe, expect, it } from "vitest";
import { acrossOf, bodyOf, middleOf, placed } from "./placing";
import { reshaped } from "./upright";

/** A pose with shoulders and hips where they are said to be, all seen. */
function pose(x: number, hipY: number, shoulderY: number): Float32Array {
  const values = new Float32Array(132).fill(1);
  for (const [mark, y] of [
    [11, shoulderY],
    [12, shoulderY],
    [23, hipY],
    [24, hipY],
  ] as const) {
    values.set([x, y, 0, 1], 4 * mark);
  }
  return values;
}

const SHOWN = { shape: 4 / 3, mirrored: false };

describe("where the teacher is drawn", () => {
  it("is over the learner, as large", () => {
    const teacher = { x: 0.5, y: 0.5, torso: 0.4 };
    const learner = { x: 0.9, y: 0.7, torso: 0.2 };
    const place = placed(middleOf(1, 4 / 3), teacher, learner, true);
    expect(place.size).toBeCloseTo(0.5);
    expect([place.size * teacher.x + place.x, place.size * teacher.y + place.y]).toEqual([
      expect.closeTo(0.9),
      expect.closeTo(0.7),
    ]);
  });

  it("is eased, so that it does not jump with every step", () => {
    const before = { size: 1, x: 0, y: 0 };
    const body = { x: 0.5, y: 0.5, torso: 0.4 };
    expect(placed(before, body, { ...body, x: 1.5 }, false).x).toBeLessThan(0.1);
  });

  it("measures a body in heights of the picture, as it is shown", () => {
    const values = pose(0.25, 0.6, 0.3);
    expect(bodyOf(values, 0, SHOWN)).toEqual({
      x: expect.closeTo(1 / 3),
      y: expect.closeTo(0.6),
      torso: expect.closeTo(0.3),
    });
    expect(bodyOf(values, 0, { ...SHOWN, mirrored: true })?.x).toBeCloseTo(1);
    expect(acrossOf(0.25, { ...SHOWN, mirrored: true })).toBeCloseTo(1);
  });

  it("does not measure a body that is not seen", () => {
    const values = pose(0.25, 0.6, 0.3);
    values[4 * 23 + 3] = 0.1;
    expect(bodyOf(values, 0, SHOWN)).toBeNull();
    expect(bodyOf(new Float32Array(132).fill(Number.NaN), 0, SHOWN)).toBeNull();
  });
});

describe("a phone that was turned", () => {
  it("changes no proportion of a body", () => {
    const landscape = pose(0.7, 0.6, 0.3);
    const upright = reshaped(landscape, 16 / 9, 9 / 16);
    const [before, after] = [
      bodyOf(landscape, 0, { shape: 16 / 9, mirrored: false }),
      bodyOf(upright, 0, { shape: 9 / 16, mirrored: false }),
    ];
    expect(after?.torso).toBeCloseTo(before?.torso ?? 0);
    expect((after?.x ?? 0) - 9 / 32).toBeCloseTo((before?.x ?? 0) - 8 / 9);
    expect(reshaped(landscape, 4 / 3, 4 / 3)).toBe(landscape);
  });
});
