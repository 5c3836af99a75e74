import { expect, test } from "vitest";
import { believedIn } from "./believed";

const KNEE = 25;

/** A class in which a knee is seen as well as that, frame by frame, and all else well. */
function image(...sight: readonly number[]): Float32Array {
  const values = new Float32Array(132 * sight.length).fill(1);
  for (const [frame, seen] of sight.entries()) values[132 * frame + 4 * KNEE + 3] = seen;
  return values;
}

function knee(...sight: readonly number[]): readonly boolean[] {
  const believed = believedIn(image(...sight));
  return sight.map((_, frame) => believed(frame, KNEE));
}

test("a landmark that is never sure is not drawn, and takes nothing with it", () => {
  const believed = believedIn(image(0.49, 0.4, 0.3));
  expect([0, 1, 2].map((frame) => believed(frame, KNEE))).toEqual([false, false, false]);
  expect(believed(1, KNEE + 1)).toBe(true);
});

test("a doubt before and after sure frames does not make it blink", () => {
  expect(knee(0.3, 0.4, 0.6, 0.3, 0.25, 0.7, 0.4)).toEqual(Array(7).fill(true));
});

test("one that is lost is not drawn until it is sure again, or not quite lost before that", () => {
  expect(knee(0.9, 0.1, 0.4, 0.1, 0.4, 0.9)).toEqual([true, false, false, false, true, true]);
});

test("where nobody is seen nothing is drawn", () => {
  expect(knee(0.9, Number.NaN, 0.9)).toEqual([true, false, true]);
});
