/**
 * Where the body was: from the differences of a part's steps to what each limb should do otherwise.
 *
 * Differences are learner minus teacher, see `sheet.ts`. One that pose estimation cannot see is none. A limb gets one
 * finding in a part, in one direction: its dearest. Sideways is told as out and in, from the body's middle.
 */

import type { FeatureName } from "../classpack/features.ts";
import type { StepSheet } from "./sheet.ts";
import { byOrder, type Finding, finding, total } from "./words_findings.ts";

/** A smaller difference of an angle is the estimate's own. */
const ANGLE_SEEN = 0.06;
/** The same of a place, in torso lengths. */
const PLACE_SEEN = 0.15;
/** So many times as much makes a single count worth naming. */
const STRONG = 2;
/** A finding on fewer counts than that is of these counts, never of the whole part. */
const FEW = 3;
/** For who turns away, out and in are the other way round, and no difference tells: one count is too few. */
const FEWEST_SIDEWAYS = 2;
/** What a finding must have cost to be told, in raw similarity summed over the part's steps. */
export const LEAST_LOSS = 0.015;

type OneSide = "left" | "right";
type Limb = "arm" | "leg";
type Axis = "angle" | "across" | "down";
/** One way in which a feature can differ; the code where the difference is negative, and where it is positive. */
type Direction = readonly [kind: "angle" | "place", joint: string, Axis, Limb, more: string, less: string];

/** In the order in which equals are told. */
const DIRECTIONS: readonly Direction[] = [
  ["angle", "elbow", "angle", "arm", "arm_stretch", "elbow_bend"],
  ["angle", "shoulder", "angle", "arm", "arm_away", "arm_close"],
  ["angle", "hip", "angle", "leg", "hip_stretch", "hip_bend"],
  ["angle", "knee", "angle", "leg", "leg_stretch", "knee_bend"],
  ["place", "hand", "down", "arm", "hand_lower", "hand_higher"],
  ["place", "hand", "across", "arm", "hand_out", "hand_in"],
  ["place", "elbow", "down", "arm", "elbow_lower", "elbow_higher"],
  ["place", "elbow", "across", "arm", "elbow_out", "elbow_in"],
  ["place", "foot", "down", "leg", "foot_lower", "foot_higher"],
  ["place", "foot", "across", "leg", "foot_out", "foot_in"],
  ["place", "knee", "down", "leg", "knee_lower", "knee_higher"],
  ["place", "knee", "across", "leg", "knee_out", "knee_in"],
];
/** Both feet at once are no steps but the height of the body between them. */
const OF_BOTH: ReadonlyMap<string, string> = new Map([
  ["foot_lower", "body_higher"],
  ["foot_higher", "body_lower"],
]);
/** Of each code the one that says the contrary. */
export const OPPOSITE: ReadonlyMap<string, string> = new Map(
  [...DIRECTIONS.map((each) => [each[4], each[5]] as const), ["body_higher", "body_lower"] as const].flatMap(
    ([one, other]) => [
      [one, other],
      [other, one],
    ],
  ),
);

/** A difference at one count, in units of what can be seen, and its share of the cost. */
interface Seen {
  readonly count: number;
  readonly size: number;
  readonly cost: number;
}

/** A finding, and the limbs of which it would be the one that is told. */
interface Claim {
  readonly told: Finding;
  readonly limbs: readonly string[];
}

/**
 * What the limbs should do otherwise in a part, dearest first; sides are those of the teacher.
 *
 * @param part its number
 * @param steps those of it that were judged
 */
export function directionsOf(part: number, steps: readonly StepSheet[]): readonly Finding[] {
  const single: Claim[] = [];
  const double: Claim[] = [];
  for (const direction of DIRECTIONS) {
    const left = findingOf(part, direction, "left", steps);
    const right = findingOf(part, direction, "right", steps);
    for (const each of [left, right]) if (each) single.push(claimOf(each, direction));
    const both = ofBoth(left, right);
    if (both) double.push(claimOf(both, direction));
  }
  return oneALimb(single, double);
}

/** What a feature of one side should do in a part; null where it is well, or too little to tell. */
function findingOf(
  part: number,
  direction: Direction,
  side: OneSide,
  steps: readonly StepSheet[],
): Finding | null {
  const seen = steps
    .flatMap((step) => seenOf(direction, side, step))
    .filter(({ size }) => Math.abs(size) >= 1);
  const below = seen.filter(({ size }) => size < 0);
  const above = seen.filter(({ size }) => size > 0);
  const lacks = loss(below) > loss(above);
  const [many, other] = lacks ? [below, above] : [above, below];
  const throughout = many.length >= Math.max(FEW, Math.ceil(steps.length / 2)) && other.length <= 1;
  const told = throughout ? many : many.filter(({ size }) => Math.abs(size) >= STRONG);
  const [, , axis, , more, less] = direction;
  const fewest = axis === "across" ? FEWEST_SIDEWAYS : 1;
  if (told.length < fewest || loss(told) < LEAST_LOSS) return null;
  const counts = throughout ? [] : told.map(({ count }) => count);
  return finding(lacks ? more : less, loss(told), { part, counts, side });
}

function seenOf([kind, joint, axis]: Direction, side: OneSide, step: StepSheet): readonly Seen[] {
  const name = `${kind}.${side}_${joint}` as FeatureName;
  const difference = step.differences?.[name] ?? null;
  const cost = step.costs?.[name] ?? 0;
  if (difference === null) return [];
  if (typeof difference === "number") return [{ count: step.count, size: difference / ANGLE_SEEN, cost }];
  const [across, down] = difference;
  const outwards = side === "left" ? across : -across; // of a dancer who faces the camera
  const along = axis === "down" ? down : outwards;
  const share = (along * along) / Math.max(across * across + down * down, 1e-12);
  return [{ count: step.count, size: along / PLACE_SEEN, cost: cost * share }];
}

function loss(seen: readonly Seen[]): number {
  return total(seen.map(({ cost }) => cost));
}

/** One finding for both sides where they are alike. */
function ofBoth(left: Finding | null, right: Finding | null): Finding | null {
  if (!left || !right || left.code !== right.code || `${left.counts}` !== `${right.counts}`) return null;
  const code = OF_BOTH.get(left.code) ?? left.code;
  return { ...left, code, weight: left.weight + right.weight, side: "both" };
}

function claimOf(told: Finding, [, , , limb]: Direction): Claim {
  const sides = told.side === "both" ? ["left", "right"] : [told.side];
  return { told, limbs: sides.map((side) => `${side}_${limb}`) };
}

/** The dearest of each limb, or of two together; with the weight of all that the limb lost there. */
function oneALimb(single: readonly Claim[], double: readonly Claim[]): readonly Finding[] {
  const kept: Claim[] = [];
  for (const claim of [...double, ...single].sort((one, other) => byOrder(one.told, other.told))) {
    if (!kept.some(({ limbs }) => limbs.some((limb) => claim.limbs.includes(limb)))) kept.push(claim);
  }
  return kept.map(({ told, limbs }) => {
    const own = single.filter((each) => each.limbs.every((limb) => limbs.includes(limb)));
    return { ...told, weight: total(own.map((each) => each.told.weight)) };
  });
}
