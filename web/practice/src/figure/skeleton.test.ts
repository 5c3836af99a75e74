import { BONES } from "@eightcount/runtime";
import { LIMBS } from "@eightcount/runtime/scoring";
import { expect, test } from "vitest";
import { bonesOf, limbOf } from "./skeleton";

test("every bone is the trunk's or a limb's, and none is drawn twice", () => {
  expect(bonesOf([...LIMBS, null])).toEqual(BONES);
  expect(LIMBS.flatMap((limb) => bonesOf([limb]))).toHaveLength(BONES.length - bonesOf([null]).length);
  expect(bonesOf([null])).toEqual([
    [11, 12],
    [11, 23],
    [12, 24],
    [23, 24],
  ]);
});

test("a limb goes from the trunk to its end", () => {
  expect(limbOf([11, 13])).toBe("left_arm");
  expect(limbOf([14, 16])).toBe("right_arm");
  expect(limbOf([23, 25])).toBe("left_leg");
  expect(limbOf([30, 32])).toBe("right_leg");
  expect(bonesOf([])).toEqual([]);
});
