import { DEFAULTS, type Event, type StepSheet, scoreOf } from "@eightcount/runtime/scoring";
import { expect, test } from "vitest";
import { after, gradeOf, liveOf } from "./live";

function judgement(count: number, raw: number | null, more: Partial<StepSheet> = {}, revised = false): Event {
  const score = raw === null ? null : scoreOf(raw, DEFAULTS);
  const step = { part: 2, count, raw, score, lateMs: 0, whyNot: null, ...more } as StepSheet;
  return { kind: "judgement", step, revised };
}

const feedback = (...off: ("left_arm" | "right_leg")[]): Event => ({
  kind: "feedback",
  timeS: 1,
  similarity: 0.5,
  off,
});

function told(...events: readonly Event[]) {
  return events.reduce((state, event) => after(state, event, DEFAULTS), liveOf([2, 3]));
}

test("the score is the curve over the mean of what was judged, as on the sheet", () => {
  const { live } = told(judgement(1, 0.9), judgement(2, 0.5));
  expect(live.score).toBeCloseTo(scoreOf(0.7, DEFAULTS), 9);
  expect(live.parts[0]?.grades.slice(0, 3)).toEqual([
    gradeOf(scoreOf(0.9, DEFAULTS), DEFAULTS),
    gradeOf(scoreOf(0.5, DEFAULTS), DEFAULTS),
    null,
  ]);
});

test("a combo grows with good steps, and ends with one that is off or not seen", () => {
  const good = [1, 2, 3].map((count) => judgement(count, 1));
  expect(told(...good).live.combo).toBe(3);
  const broken = told(...good, judgement(4, 0));
  expect(broken.live).toMatchObject({ combo: 0, bestCombo: 3 });
  expect(told(...good, judgement(4, null, { whyNot: "dancer_not_seen" })).live.combo).toBe(0);
  expect(told(...good, judgement(4, null, { whyNot: "teacher_not_seen" })).live.combo).toBe(3);
});

test("a step that is judged again changes the score and no combo", () => {
  const { live } = told(judgement(1, 1), judgement(2, 1), judgement(1, 0, {}, true));
  expect(live.combo).toBe(2);
  expect(live.score).toBeCloseTo(scoreOf(0.5, DEFAULTS), 9);
  expect(live.last?.count).toBe(2);
});

test("early and late are told from where they are felt", () => {
  expect(told(judgement(1, 1, { lateMs: 40 })).live.last?.timing).toBeNull();
  expect(told(judgement(1, 1, { lateMs: 150 })).live.last?.timing).toBe("late");
  expect(told(judgement(1, 1, { lateMs: -150 })).live.last?.timing).toBe("early");
});

test("a limb is lit when it stays off, not by one frame, and goes out when it is right again", () => {
  expect(told(feedback("left_arm")).live.off).toEqual([]);
  const stays = told(...Array.from({ length: 6 }, () => feedback("left_arm")));
  expect(stays.live.off).toEqual(["left_arm"]);
  const once = after(stays, feedback("right_leg"), DEFAULTS);
  expect(once.live).toBe(stays.live);
  const right = Array.from({ length: 8 }, () => feedback()).reduce(
    (state, event) => after(state, event, DEFAULTS),
    stays,
  );
  expect(right.live.off).toEqual([]);
});
