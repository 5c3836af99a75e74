import { expect, it } from "vitest";
import { clockOf, percentOf, rateOf, signedMs } from "./wordsOfNumbers";

it("writes numbers for people", () => {
  expect([clockOf(62.3454), clockOf(-0.5), clockOf(-0.0001)]).toEqual(["1:02.345", "−0:00.500", "0:00.000"]);
  expect([signedMs(0.44), signedMs(-12), signedMs(-0.02)]).toEqual(["+0.4", "−12.0", "0.0"]);
  expect([percentOf(1), percentOf(0.9999), percentOf(0.414)]).toEqual(["100 %", "99 %", "41 %"]);
  expect(rateOf(1.000021427)).toBe("1.000021");
});
