/** Sheets, right and spoilt in one place: the verdicts are those of the Python runtime. */

import { readSheet, sheetAsJson } from "@eightcount/runtime/scoring";
import { expect, test } from "vitest";
import { judgedBy } from "./spoilt";
import { bytesOf } from "./studio";

const { base, cases, otherwise } = judgedBy("sheets", readSheet);

test("every spoilt sheet is judged as in Python", () => {
  expect(cases).toBeGreaterThan(4000);
  expect(otherwise).toEqual([]);
});

test("a sheet is read as it is written", () => {
  const sheet = readSheet(bytesOf(base));
  expect(sheet).toMatchObject({
    runtime: { name: "eightcount-runtime", level: 2 },
    session: { mirror: "auto", yawDeg: -10, lagMs: 35.5, picture: [144, 256], frames: { rateHz: 29.97 } },
    warnings: [{ code: "shifted", lagMs: 35.25, share: null, rateHz: null }],
    notSeen: [{ fromS: 1.5, toS: 2.5, what: "dancer" }],
  });
  expect(sheet.steps[0]?.differences?.["place.right_foot"]).toEqual([0.07, -0.5]);
  expect(sheet.steps[1]).toMatchObject({ judged: false, whyNot: "no_frames", costs: null, lateMs: null });
  expect(JSON.parse(JSON.stringify(sheetAsJson(sheet)))).toEqual(JSON.parse(base));
});
