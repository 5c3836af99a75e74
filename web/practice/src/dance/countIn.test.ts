import { expect, test } from "vitest";
import { spansOf } from "../learn/lesson";
import { aRoutine } from "../learn/routine.fixture";
import { leadAt } from "./countIn";

test("before a stretch its four beats are counted, in it none", () => {
  const spans = spansOf(aRoutine(3, 3), [1, 3]);
  expect([0.9, 1, 1.6, 2.1, 2.9].map((atS) => leadAt(spans, atS))).toEqual([null, 5, 6, 7, 8]);
  expect([3, 6.9].map((atS) => leadAt(spans, atS))).toEqual([null, null]);
  expect(leadAt(spans, 10.6)).toBe(8);
});
