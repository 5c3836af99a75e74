/** Which limbs a step lost by, for the skeleton beside the teacher. Pure. */

import { FEATURE_NAMES } from "@eightcount/runtime";
import type { Limb, StepSheet } from "@eightcount/runtime/scoring";
import { LIMBS } from "@eightcount/runtime/scoring";

/** Of 1 - raw, from which a limb is lit. */
const LEAST = 0.04;
const OTHER: Readonly<Record<Limb, Limb>> = {
  left_arm: "right_arm",
  right_arm: "left_arm",
  left_leg: "right_leg",
  right_leg: "left_leg",
};

/** The learner's own limbs that cost most of a step; who danced mirrored did the routine's left with the right. */
export function costlyLimbs({ costs }: Pick<StepSheet, "costs">, mirrored: boolean): readonly Limb[] {
  if (!costs) return [];
  const lost = new Map<Limb, number>();
  for (const name of FEATURE_NAMES) {
    const limb = limbOfFeature(name);
    lost.set(limb, (lost.get(limb) ?? 0) + costs[name]);
  }
  return LIMBS.filter((limb) => (lost.get(limb) ?? 0) >= LEAST).map((limb) =>
    mirrored ? OTHER[limb] : limb,
  );
}

/** `angle.left_hip` is of the left leg. */
function limbOfFeature(name: string): Limb {
  const [, joint = ""] = name.split(".");
  const side = joint.startsWith("left") ? "left" : "right";
  return /elbow|shoulder|hand/.test(joint) ? `${side}_arm` : `${side}_leg`;
}
