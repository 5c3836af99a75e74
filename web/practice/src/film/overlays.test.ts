import { expect, test } from "vitest";
import { classAt, drawerOf, type Overlay } from "./overlays";

const PIECES = [
  { filmS: 0, classS: 4, speed: 0.5 },
  { filmS: 10, classS: 2, speed: 0.5 },
];

test("a second of the film is one of the class, by its piece", () => {
  expect(classAt(PIECES, 0)).toBe(4);
  expect(classAt(PIECES, 6)).toBe(7);
  expect(classAt(PIECES, 10)).toBe(2);
  expect(classAt(PIECES, 12)).toBe(3);
});

test("before the first piece there is none", () => {
  expect(classAt([{ filmS: 1, classS: 0, speed: 1 }], 0.5)).toBeNull();
  expect(classAt([], 0.5)).toBeNull();
});

/** Somebody who stands at the left edge of the picture, a hand's breadth wide. */
function pose(): Float32Array {
  const values = new Float32Array(132).fill(1);
  for (let mark = 0; mark < 33; mark++) values.set([0.1 + 0.05 * (mark % 2), mark / 33, 0, 1], 4 * mark);
  return values;
}

/** What is painted on a film's picture of 400 x 400, and between which places from left to right. */
function painted(overlay: Partial<Overlay["teacher"]> | null, drawLearner = false) {
  const done: string[] = [];
  const across: number[] = [];
  const place = (x: number) => void across.push(x);
  const pen = {
    canvas: { width: 400, height: 400 },
    beginPath() {},
    closePath() {},
    save() {},
    restore() {},
    moveTo: place,
    lineTo: place,
    fill: () => void done.push("fill"),
    stroke: () => void done.push("stroke"),
  };
  const teacher = {
    image: pose(),
    frames: 1,
    rateHz: 30,
    shape: 1,
    mirrored: false,
    look: "skeleton",
  } as const;
  const learner = { atS: new Float64Array([0]), poses: pose() };
  const draw = drawerOf(
    { teacher: overlay && { ...teacher, ...overlay }, learner: drawLearner ? learner : null, drawLearner },
    1,
  );
  draw(pen as unknown as OffscreenCanvasRenderingContext2D, 0);
  return { done, fromX: Math.min(...across), toX: Math.max(...across) };
}

test("a teacher is one shape or one stroke, as it was chosen, and a learner another stroke", () => {
  expect(painted({ look: "silhouette" }).done).toEqual(["fill"]);
  expect(painted({ look: "skeleton" }).done).toEqual(["stroke"]);
  expect(painted({ look: "silhouette" }, true).done).toEqual(["fill", "stroke"]);
  expect(painted(null, true).done).toEqual(["stroke"]);
});

test("a teacher stands where the class shows them, or where a mirror would", () => {
  for (const look of ["skeleton", "silhouette"] as const) {
    const [plain, mirrored] = [painted({ look }), painted({ look, mirrored: true })];
    expect(plain.toX).toBeLessThan(200);
    expect(mirrored.fromX).toBeCloseTo(400 - plain.toX);
    expect(mirrored.toX).toBeCloseTo(400 - plain.fromX);
  }
});
