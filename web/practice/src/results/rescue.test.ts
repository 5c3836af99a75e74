import type { Pack } from "@eightcount/runtime";
import { replay } from "@eightcount/runtime/scoring";
import { expect, test, vi } from "vitest";
import { sheetOf } from "./rescue";
import type { Unfinished } from "./unfinished";

vi.mock(import("@eightcount/runtime/scoring"), async (original) => ({
  ...(await original()),
  referenceOf: vi.fn(),
  replay: vi.fn(),
}));

test("what is found again is scored as at its end, and its sheet names the pack", () => {
  const wishes = { parts: [2], speed: 0.5 };
  const left = { id: "7", classId: "one", wishes, width: 4, height: 3 } as unknown as Unfinished;
  const moments = { posesAtS: new Float64Array([1]), poses: new Float32Array(132) };
  sheetOf(left, { manifestSha256: "ab" } as Pack, moments);
  const options = { parts: [2], speed: 0.5, classId: "one", manifest: "ab" };
  expect(replay).toHaveBeenCalledExactlyOnceWith(undefined, moments.posesAtS, moments.poses, 4, 3, options);
});
