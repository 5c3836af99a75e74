import { POSE_VALUES } from "@eightcount/runtime";
import { expect, test } from "vitest";
import { isReady, steadied, UNSTEADY, type Verdict, verdictOf } from "./bodyCheck";
import { brightnessOf } from "./light";

/** Somebody upright: nose at `top`, ankles at `bottom`, hips at `x`. */
function standing(top = 0.2, bottom = 0.85, x = 0.5): Float32Array {
  const pose = new Float32Array(POSE_VALUES);
  for (let mark = 0; mark < 33; mark++) {
    const down = mark === 0 ? top : mark >= 27 ? bottom : (top + bottom) / 2;
    pose.set([x + (mark % 2 ? -0.05 : 0.05), down, 0, 0.99], 4 * mark);
  }
  return pose;
}

const seen = (landmarks: Float32Array | null, people = 1) => verdictOf({ landmarks, people }, 0.5);

function hidden(pose: Float32Array, ...marks: readonly number[]): Float32Array {
  for (const mark of marks) pose[4 * mark + 3] = 0.1;
  return pose;
}

test("whoever stands whole in the middle of a lit picture is ready", () => {
  expect(seen(standing())).toBe("ready");
});

test.each<[Verdict, Float32Array | null, number]>([
  ["nobody", null, 0],
  ["closer", standing(0.4, 0.6), 1],
  ["back", standing(0.05, 0.95), 1],
  ["back", hidden(standing(), 0, 27), 1],
  ["head", hidden(standing(), 0), 1],
  ["feet", hidden(standing(), 28), 1],
  ["feet", standing(0.3, 1.05), 1],
  ["centre", standing(0.2, 0.85, 0.15), 1],
  ["arms", hidden(standing(), 15), 1],
])("%s", (verdict, landmarks, people) => {
  expect(seen(landmarks, people)).toBe(verdict);
});

test("the dark is told before what cannot be seen in it, glare only where nobody is", () => {
  expect(verdictOf({ landmarks: null, people: 0 }, 0.05)).toBe("dark");
  expect(verdictOf({ landmarks: null, people: 0 }, 0.97)).toBe("bright");
  expect(verdictOf({ landmarks: standing(), people: 1 }, 0.97)).toBe("ready");
  expect(verdictOf({ landmarks: standing(), people: 1 }, null)).toBe("ready");
});

test("one frame changes no words, and only an unbroken while begins", () => {
  let now = steadied(UNSTEADY, "feet", 1000);
  expect(now.shown).toBe("feet");
  now = steadied(now, "ready", 1100);
  expect(now.shown).toBe("feet");
  now = steadied(now, "ready", 1500);
  expect(now.shown).toBe("ready");
  expect(isReady(now, 2500)).toBe(false);
  expect(isReady(now, 2600)).toBe(true);
  now = steadied(now, "arms", 2700);
  expect(isReady(now, 4200)).toBe(false);
  expect(isReady(now, 6700)).toBe(true);
  now = steadied(now, "ready", 2800);
  expect(isReady(now, 3000)).toBe(false);
});

test("brightness is that of the pixels", () => {
  expect(brightnessOf(new Uint8ClampedArray([255, 255, 255, 255, 0, 0, 0, 255]))).toBeCloseTo(0.5, 6);
  expect(brightnessOf(new Uint8ClampedArray(0))).toBe(0);
});
