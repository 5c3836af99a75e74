import { expect, it } from "vitest";
import { secondsToWait } from "./lockout";
import { withinAdmin } from "./next";

it.each([
  [10_000, 9_999, 1],
  [10_000, 9_000, 1],
  [10_000, 8_999, 2],
  [10_000, 10_000, 0],
  [10_000, 60_000, 0],
])("waits until %d at %d: %d s", (opensMs, nowMs, seconds) => {
  expect(secondsToWait(opensMs, nowMs)).toBe(seconds);
});

it.each([
  ["/classes/a?tab=1#x", "/classes/a?tab=1#x"],
  [null, "/"],
  ["https://elsewhere.example/", "/"],
  ["//elsewhere.example/", "/"],
  ["/\\elsewhere.example/", "/"],
  ["/sign-in?next=/sign-in", "/"],
])("goes on from %s to %s", (next, page) => {
  expect(withinAdmin(next)).toBe(page);
});
