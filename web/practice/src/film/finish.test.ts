import type { Pack } from "@eightcount/runtime";
import { expect, test } from "vitest";
import { aRoutine } from "../learn/routine.fixture";
import { type Finishing, overlayOf } from "./finish";

const PACK = {
  routine: aRoutine(1),
  poses: { image: new Float32Array(132), frames: 1, rate: [30, 1] },
} as unknown as Pick<Pack, "poses" | "routine">;
const BOTH = { teacher: "silhouette", learner: true } as const;

function danced(mirrored: boolean): NonNullable<Finishing["danced"]> {
  const sheet = { session: { mirrored } };
  return { sheet, posesAtS: new Float64Array(1), poses: new Float32Array(132) } as NonNullable<
    Finishing["danced"]
  >;
}

test("over a dance as in a mirror the teacher is turned round", () => {
  expect(overlayOf(PACK, { overlay: BOTH, danced: danced(true) })?.teacher?.mirrored).toBe(true);
  expect(overlayOf(PACK, { overlay: BOTH, danced: danced(false) })?.teacher?.mirrored).toBe(false);
});

test("of a film alone nobody knows how it was danced: the teacher is as in the class", () => {
  const overlay = overlayOf(PACK, { overlay: BOTH, danced: null });
  expect(overlay).toMatchObject({
    teacher: { look: "silhouette", mirrored: false, shape: 720 / 1280 },
    learner: null,
  });
});

test("where nothing is to be drawn there is no overlay", () => {
  expect(overlayOf(PACK, { overlay: { teacher: "none", learner: false }, danced: danced(true) })).toBeNull();
});
