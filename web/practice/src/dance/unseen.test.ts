import { expect, test } from "vitest";
import { SEEN, unseenAfter } from "./unseen";

const BODY = new Float32Array(132);

/** What is told after pictures at these moments: of nobody, of somebody, or of nobody while the class stands. */
function told(...pictures: readonly (readonly [ms: number, what: "nobody" | "somebody" | "stands"])[]) {
  return pictures.reduce(
    (before, [capturedMs, what]) =>
      unseenAfter(before, {
        capturedMs,
        landmarks: what === "somebody" ? BODY : null,
        classS: what === "stands" ? null : capturedMs / 1000,
      }),
    SEEN,
  ).isTold;
}

test("who is out of view for two seconds while the class plays is told", () => {
  expect(told([0, "somebody"], [100, "nobody"], [2000, "nobody"])).toBe(false);
  expect(told([0, "somebody"], [100, "nobody"], [2000, "nobody"], [2100, "nobody"])).toBe(true);
});

test("it is taken back by the first picture with somebody in it", () => {
  expect(told([0, "nobody"], [3000, "nobody"], [3066, "somebody"])).toBe(false);
  expect(told([0, "nobody"], [3000, "nobody"], [3066, "somebody"], [4000, "nobody"])).toBe(false);
});

test("while the class stands nobody need be there", () => {
  expect(told([0, "stands"], [9000, "stands"])).toBe(false);
  expect(told([0, "nobody"], [1000, "stands"], [2500, "nobody"])).toBe(false);
});
