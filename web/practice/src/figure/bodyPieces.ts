/**
 * A body's pieces, from the landmarks of its pose: each a few rounds, and what lies between them. All sizes are those of a
 * person of middle height, laid on the body by its longest bones, so that a crouch or a turn makes nobody thin. A piece
 * whose landmarks are not seen is left out alone. Pure.
 */

import { apart, between, middleOf, type Point, type PointOf } from "./points";

export interface Round {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}
/** What a band around all of its rounds would hold. */
export type Piece = readonly Round[];

/** A side's landmarks, as the net numbers them: left ones, each followed by its right one. */
const LEFT = {
  shoulder: 11,
  elbow: 13,
  wrist: 15,
  little: 17,
  index: 19,
  thumb: 21,
  hip: 23,
  knee: 25,
  ankle: 27,
  heel: 29,
  toe: 31,
} as const;
type Joint = keyof typeof LEFT;
/** A joint of one side; null where it is not seen. */
type Side = (joint: Joint) => Point | null;
const [NOSE, EARS, MOUTH] = [0, [7, 8], [9, 10]] as const;

const TORSO_M = 0.5;
const SHOULDERS_M = 0.35;
const BONES_M: readonly (readonly [from: Joint, to: Joint, lengthM: number])[] = [
  ["shoulder", "elbow", 0.28],
  ["elbow", "wrist", 0.25],
  ["hip", "knee", 0.42],
  ["knee", "ankle", 0.41],
];
/** Bones that point at the camera look short: so many of the longest tell the size. */
const LONGEST = 3;

/** A round of so many metres on this body. */
type RoundAt = (at: Point, radiusM: number) => Round;

/** The pieces of a body; none where too little of it is seen. */
export function piecesOf(pointOf: PointOf): readonly Piece[] {
  const sides = [0, 1].map(
    (other): Side =>
      (joint) =>
        pointOf(LEFT[joint] + other),
  );
  const metre = metreOf(sides);
  if (metre === null) return [];
  const round: RoundAt = ([x, y], radiusM) => ({ x, y, radius: radiusM * metre });
  const shoulders = seen(sides, "shoulder");
  return [
    ...headOf(pointOf, shoulders, metre, round),
    ...torsoOf(sides, round),
    ...sides.flatMap((side) => [...armOf(side, round), ...handOf(side, round), ...legOf(side, round)]),
  ].filter((piece) => piece.length > 1);
}

/** How long a metre is on this body; null: no bone of it is seen. */
function metreOf(sides: readonly Side[]): number | null {
  const shoulders = seen(sides, "shoulder");
  const across: Bone = [shoulders[0] ?? null, shoulders[1] ?? null, SHOULDERS_M];
  const along: Bone = [middleOf(shoulders), middleOf(seen(sides, "hip")), TORSO_M];
  const limbs = sides.flatMap((side) => BONES_M.map(([from, to, m]): Bone => [side(from), side(to), m]));
  const told = [across, along, ...limbs].flatMap(([from, to, m]) =>
    from && to ? [apart(from, to) / m] : [],
  );
  const longest = told.sort((a, b) => b - a).slice(0, LONGEST);
  return longest.length > 0 ? longest.reduce((sum, each) => sum + each, 0) / longest.length : null;
}
type Bone = readonly [from: Point | null, to: Point | null, lengthM: number];

/** The skull above the ears, the jaw towards the mouth, the neck, and what slopes from it to the shoulders. */
function headOf(
  pointOf: PointOf,
  shoulders: readonly Point[],
  metre: number,
  round: RoundAt,
): readonly Piece[] {
  const face = middleOf(known([NOSE, ...MOUTH].map(pointOf)));
  const middle = middleOf(known(EARS.map(pointOf))) ?? face;
  if (!middle) return [];
  const jaw = between(middle, face ?? middle, 0.7);
  const top = middleOf(shoulders);
  const long = top ? apart(top, middle) || 1 : 1;
  const [upX, upY] = top ? [(middle[0] - top[0]) / long, (middle[1] - top[1]) / long] : [0, -1];
  const upwards = ([x, y]: Point, byM: number): Point => [x + upX * byM * metre, y + upY * byM * metre];
  const head = [round(upwards(middle, 0.045), 0.094), round(upwards(jaw, -0.02), 0.062)];
  if (!top) return [head];
  return [
    head,
    [round(top, 0.065), round(middle, 0.055)],
    [round(between(top, middle, 0.45), 0.055), ...shoulders.map((at) => round(at, 0.058))],
  ];
}

/** Shoulders to waist, and waist to hips. Seen from the side, both are as deep as a body is. */
function torsoOf(sides: readonly Side[], round: RoundAt): readonly Piece[] {
  const [top, bottom] = [middleOf(seen(sides, "shoulder")), middleOf(seen(sides, "hip"))];
  if (!top || !bottom) return [];
  const flank = (share: number, inwards: number) =>
    sides.map((side) => {
      const at = between(side("shoulder") ?? top, side("hip") ?? bottom, share);
      return round(between(at, between(top, bottom, share), inwards), 0.055);
    });
  const waist = [round(between(top, bottom, 0.62), 0.095), ...flank(0.62, 0.35)];
  return [
    [...flank(0, 0.06), ...flank(0.3, 0.28), round(between(top, bottom, 0.25), 0.105), ...waist],
    [...waist, round(bottom, 0.1), ...seen(sides, "hip").map((at) => round(at, 0.082))],
  ];
}

function armOf(side: Side, round: RoundAt): readonly Piece[] {
  return [
    ...limb(side("shoulder"), side("elbow"), round, [0.062, 0.052, 0.041], 0.4),
    ...limb(side("elbow"), side("wrist"), round, [0.041, 0.043, 0.028], 0.28),
  ];
}

function legOf(side: Side, round: RoundAt): readonly Piece[] {
  const [ankle, heel, toe] = [side("ankle"), side("heel"), side("toe")];
  const foot = [ankle && round(ankle, 0.037), heel && round(heel, 0.032), toe && round(toe, 0.028)];
  return [
    ...limb(side("hip"), side("knee"), round, [0.088, 0.08, 0.056], 0.35),
    ...limb(side("knee"), side("ankle"), round, [0.056, 0.058, 0.037], 0.3),
    toe ? known(foot) : [],
  ];
}

/** The net marks knuckles: fingers go on from there. */
function handOf(side: Side, round: RoundAt): readonly Piece[] {
  const [wrist, thumb] = [side("wrist"), side("thumb")];
  const knuckles = known([side("index"), side("little")]);
  const middle = middleOf(knuckles);
  if (!wrist || !middle) return [];
  const tip = round(between(wrist, middle, 1.6), 0.018);
  return [
    [round(wrist, 0.028), ...knuckles.map((at) => round(at, 0.024)), tip],
    thumb ? [round(wrist, 0.026), round(between(wrist, thumb, 1.15), 0.014)] : [],
  ];
}

/** From joint to joint, with a muscle at that share between them; the radii are of all three. */
function limb(
  from: Point | null,
  to: Point | null,
  round: RoundAt,
  [first, muscle, last]: readonly [number, number, number],
  share: number,
): readonly Piece[] {
  if (!from || !to) return [];
  return [[round(from, first), round(between(from, to, share), muscle), round(to, last)]];
}

function seen(sides: readonly Side[], joint: Joint): readonly Point[] {
  return known(sides.map((side) => side(joint)));
}

function known<Value>(values: readonly (Value | null)[]): readonly Value[] {
  return values.filter((each) => each !== null);
}
