import { expect, it } from "vitest";
import { BONES, sideOf } from "./skeleton";

it("draws left bones from left to left", () => {
  for (const [from, to, side] of BONES) {
    if (side === "middle") continue;
    expect(new Set([sideOf(from), sideOf(to), side, "middle"]).size, `${from}-${to}`).toBe(2);
  }
});
