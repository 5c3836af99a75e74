import { expect, test } from "vitest";
import { rangesOf, readJudging } from "./judging";

const step = (count: number, margin: number | null) => ({
  count,
  video_s: count,
  danced: 90,
  margin,
  carries: margin !== null && margin >= 15,
});
const part = (number: number, given: object) => ({
  part: number,
  name: null,
  verdict: "separates",
  danced: 90.5,
  margin: 40.25,
  worst: "yellow",
  alike: [],
  motion: 0.4,
  scores: {},
  steps: [step(1, 20), step(2, null)],
  ...given,
});
const document = {
  format: 1,
  verdict: "weak",
  danced: 88,
  margin: 30,
  performances: [
    { name: "on_a_phone", kind: "danced", score: 88 },
    { name: "late", kind: "late", score: 45.5 },
    { name: "still_at_the_start", kind: "still", score: 41 },
    { name: "still_in_the_mean", kind: "still", score: 58 },
    { name: "mirrored", kind: "mirrored", score: null },
  ],
  parts: [part(1, {}), part(2, { name: "Chorus", verdict: "not_judged", danced: null, margin: null })],
  features: [
    { feature: "angle.left_elbow", hidden: 0 },
    { feature: "place.left_foot", hidden: 0.25 },
    { feature: "place.right_foot", hidden: 0.75 },
  ],
  notes: [{ code: "mirrored_alike", sentence: "Part 1.", parts: [1], joints: [] }],
};

test("scores of dancing and of not dancing stand beside each other", () => {
  const { parts, ...whole } = readJudging(document);
  expect(whole).toMatchObject({ verdict: "weak", danced: 88, others: 58 });
  expect(whole.kinds).toEqual([
    { kind: "still", score: 58 },
    { kind: "late", score: 45.5 },
  ]);
  expect(parts[0]).toMatchObject({ part: 1, danced: 90.5, others: 50.25, worst: "yellow" });
  expect(whole.notes.map(({ code }) => code)).toEqual(["mirrored_alike"]);
  expect(parts[0]?.steps.map(({ carries }) => carries)).toEqual([true, false]);
  expect(parts[1]).toMatchObject({ name: "Chorus", verdict: "not_judged", danced: null, others: null });
});

test("steps that rest on poses in doubt are marked, and none are in files that do not say", () => {
  const steps = [step(1, 20), { ...step(2, 20), carries: false, doubted: true }];
  const { parts } = readJudging({ ...document, parts: [part(1, { steps })] });
  expect(parts[0]?.steps.map(({ doubted }) => doubted)).toEqual([false, true]);
});

test("counts that follow each other are told as one range", () => {
  expect(rangesOf([5, 6, 7, 8])).toBe("5–8");
  expect(rangesOf([1, 3, 4, 8])).toBe("1, 3–4, 8");
  expect(rangesOf([2])).toBe("2");
});

test("what is hidden comes first, what is always seen not at all", () => {
  expect(readJudging(document).hidden.map(({ feature }) => feature)).toEqual([
    "place.right_foot",
    "place.left_foot",
  ]);
});

test("a verdict that this page does not know yet is none", () => {
  expect(readJudging({ ...document, verdict: "splendid" }).verdict).toBe("not_judged");
});
