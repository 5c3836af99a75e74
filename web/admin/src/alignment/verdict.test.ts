import { expect, it } from "vitest";
import type { Held, Shown } from "./held";
import { judgementOf, loudnessOf } from "./verdict";

const shown = (
  given: Partial<Shown>,
  problems: readonly string[] = [],
  agreements: readonly number[] = [0.9],
): Held => ({
  kind: "shown",
  shown: {
    offset_s: 1,
    rate: 1,
    kind: "same",
    verdict: "certain",
    confidence: 0.98,
    decided: null,
    to_check: false,
    document: {
      offset_s: 1,
      rate: 1,
      problems: problems.map((code) => ({ severity: "warning", code, sentence: "" })),
      windows: agreements.map((agreement, k) => ({ video_s: k, song_s: k + 1, residual_ms: 0, agreement })),
    },
    found: null,
    ...given,
  },
});
const toCheck = { to_check: true, verdict: "check" } as const;

it.each<[string, Held, boolean, string, string]>([
  ["a certain one", shown({}), false, "certain", "calm"],
  ["music that stops for a moment", shown({}, [], [0.9, 0.1, 0.9]), false, "gaps", "warning"],
  ["music that stops", shown(toCheck, ["not_heard"]), false, "check", "warning"],
  ["two choruses", shown({ ...toCheck, confidence: 0.55 }, ["ambiguous"]), false, "repeats", "alarm"],
  ["a faint song", shown(toCheck, ["faint"]), false, "doubtful", "alarm"],
  [
    "a weak one that was accepted",
    shown({ confidence: 0.3, decided: "accepted" }),
    false,
    "accepted",
    "calm",
  ],
  ["one by hand", shown({ confidence: null, decided: "corrected" }), false, "corrected", "calm"],
  ["the wrong song", { kind: "missing" }, true, "notFound", "alarm"],
  ["none yet", { kind: "missing" }, false, "unknown", "warning"],
])("says of %s what it is", (_, held, refused, judgement, loudness) => {
  const judged = judgementOf(held, refused);
  expect([judged, loudnessOf(judged)]).toEqual([judgement, loudness]);
});
