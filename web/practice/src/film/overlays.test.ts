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

/** Where a learner is drawn, across, who was seen at 0.1 and later 0.5 farther right; null: not at all. */
function drawnAt(classS: number, apartS: number): number | null {
  const [left, right] = [pose(), pose()];
  for (let mark = 0; mark < 33; mark++) right[4 * mark] = (right[4 * mark] as number) + 0.5;
  const learner = { atS: new Float64Array([1, 1 + apartS]), poses: new Float32Array([...left, ...right]) };
  const across: number[] = [];
  const place = (x: number) => void across.push(x);
  const none = () => undefined;
  const pen = {
    canvas: { width: 400, height: 400 },
    beginPath: none,
    save: none,
    restore: none,
    stroke: none,
  };
  const draw = drawerOf({ teacher: null, learner, drawLearner: true }, 1);
  draw({ ...pen, moveTo: place, lineTo: place } as unknown as OffscreenCanvasRenderingContext2D, classS);
  return across.length > 0 ? Math.min(...across) / 400 : null;
}

test("between two poses a learner is drawn on the way from one to the other, not where they were", () => {
  expect(drawnAt(1, 0.4)).toBeCloseTo(0.1);
  expect(drawnAt(1.1, 0.4)).toBeCloseTo(0.225);
  expect(drawnAt(1.3, 0.4)).toBeCloseTo(0.475);
  expect(drawnAt(1.4, 0.4)).toBeCloseTo(0.6);
});

test("where poses lie too far apart to know the way, one is drawn for a moment and no longer", () => {
  expect(drawnAt(1.08, 2)).toBeCloseTo(0.1);
  expect(drawnAt(1.3, 2)).toBeNull();
  expect(drawnAt(3.3, 2)).toBeNull();
});
