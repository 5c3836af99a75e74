import { POSE_VALUES } from "@eightcount/runtime";
import { COSTS, DEFAULTS, type Sheet, type StepSheet } from "@eightcount/runtime/scoring";
import { expect, test } from "vitest";
import { aRoutine } from "../learn/routine.fixture";
import { bodyBox, WHOLE } from "./bodyBox";
import type { Kept } from "./history";
import { costlyLimbs } from "./limbs";
import { filmPlaceOf } from "./pieces";
import { fateOf } from "./rescue";
import { heightOf, lineOf, trendOf } from "./trend";
import { passageOf, weakSteps } from "./weak";

function step(count: number, raw: number | null, score: number | null): StepSheet {
  return { part: 1, count, raw, score, judged: raw !== null } as StepSheet;
}

test("weak steps are those that lost most, without what went well and what was not judged", () => {
  const steps = [step(1, 0.9, 96), step(2, 0.2, 50), step(3, null, null), step(4, 0.1, 45), step(5, 0.4, 66)];
  const found = weakSteps({ scoring: DEFAULTS, steps } as unknown as Sheet);
  expect(found.map(({ count }) => count)).toEqual([4, 2, 5]);
});

test("a passage begins a step early, and ends when the pose has been seen", () => {
  const routine = aRoutine(2);
  expect(passageOf(routine, 1, 1)).toMatchObject({ fromS: 1, toS: 1.85 });
  expect(passageOf(routine, 2, 3)).toMatchObject({ fromS: 5.5, toS: 6.85 });
  expect(passageOf(routine, 3, 1)).toBeNull();
});

test("a film's place for a second of the class: by its pieces, at the pace it was danced", () => {
  const pieces = [
    { filmS: 0.5, classS: 2, speed: 0.5 },
    { filmS: 10.5, classS: 5, speed: 0.5 },
  ];
  expect(filmPlaceOf(pieces, 20, 3)).toEqual({ filmS: 2.5, pace: 2 });
  // Danced twice, as the pause went back: the second time counts.
  expect(filmPlaceOf(pieces, 20, 6)).toEqual({ filmS: 12.5, pace: 2 });
  expect(filmPlaceOf(pieces, 20, 1)).toBeNull();
  expect(filmPlaceOf(pieces, 20, 12)).toBeNull();
  expect(filmPlaceOf([], 20, 3)).toBeNull();
});

test("between two pieces the nearest picture is shown", () => {
  const pieces = [
    { filmS: 0, classS: 0, speed: 1 },
    { filmS: 5, classS: 5.02, speed: 1 },
  ];
  expect(filmPlaceOf(pieces, 9, 5.01)?.filmS).toBe(5);
});

test("the limbs that cost most, in the learner's own terms", () => {
  const costs = Object.fromEntries(COSTS.map((name) => [name, 0])) as Record<string, number>;
  costs["angle.left_elbow"] = 0.03;
  costs["place.left_hand"] = 0.03;
  costs["place.right_knee"] = 0.01;
  const lost = { costs } as Pick<StepSheet, "costs">;
  expect(costlyLimbs(lost, false)).toEqual(["left_arm"]);
  expect(costlyLimbs(lost, true)).toEqual(["right_arm"]);
  expect(costlyLimbs({ costs: null }, false)).toEqual([]);
});

function kept(score: number | null, parts: readonly number[] = [1, 2], speed = 1): Kept {
  return { id: `${score} ${parts}`, score, wishes: { parts, speed } } as unknown as Kept;
}

test("a trend compares like with like", () => {
  const all = [kept(60), kept(99, [1]), kept(null), kept(80, [1, 2], 0.5), kept(75), kept(71)];
  const trend = trendOf(all, kept(71));
  expect(trend.results.map(({ score }) => score)).toEqual([60, 75, 71]);
  expect(trend.best?.score).toBe(75);
  expect(trend.change).toBe(-4);
  expect(trendOf([kept(60)], kept(60)).change).toBeNull();
});

test("a line stays in its box", () => {
  expect(lineOf([40, 100], 30)).toBe("M0.00 30.00 L100.00 0.00");
  expect(heightOf(20, 30)).toBe(30);
});

test("the body's box is that of the passage, of what is seen, within the picture", () => {
  const poses = new Float32Array(3 * POSE_VALUES);
  const put = (frame: number, mark: number, x: number, y: number, seen: number) =>
    poses.set([x, y, 0, seen], frame * POSE_VALUES + 4 * mark);
  put(0, 0, 0.01, 0.01, 1);
  put(1, 0, 0.4, 0.25, 1);
  put(1, 1, 0.65, 1.2, 1);
  put(1, 2, 0, 0, 0.1);
  poses.fill(Number.NaN, 2 * POSE_VALUES);
  const danced = { posesAtS: Float64Array.from([1, 2, 3]), poses };
  const box = bodyBox(danced, 1.5, 3);
  expect(box.x).toBeCloseTo(0.4);
  expect(box.y).toBeCloseTo(0.25);
  expect(box.width).toBeCloseTo(0.25);
  expect(box.height).toBeCloseTo(0.75);
  expect(bodyBox(danced, 2.5, 3)).toEqual(WHOLE);
});

test("a practice that broke off is scored by its own revision alone, and lost where there is another", () => {
  expect(fateOf(200, 3, 3)).toBe("found");
  expect(fateOf(200, 3, 4)).toBe("lost");
  expect(fateOf(9, 3, 4)).toBe("nothing");
  expect(fateOf(9, 3, 3)).toBe("nothing");
});
