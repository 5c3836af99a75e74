/**
 * What a pose is compared by: 8 angles and 8 places, each within 0 to 1.
 *
 * Conventions. Points are in the upright picture, x to the right, y down, both in units of the picture's *height*
 * (`square` makes them from landmarks, whose x is by the width). `left` and `right` are the dancer's own.
 *
 * Angles: the inner angle at the middle landmark b of (a, b, c), between u = a - b and v = c - b,
 *
 *     angle = atan2(|u x v|, u . v) / pi            0 folded, 1 stretched; |u x v| = |ux vy - uy vx|
 *
 * Places: the body's centre C is the mean of the shoulders 11, 12 and the hips 23, 24; its scale T is the torso's length
 * |mean(11, 12) - mean(23, 24)|, as the 80th percentile over the frames within 1.5 s, so that a bow or a turn does not
 * make the body grow. The frame is the picture's upright one: leaning is part of the dance and stays.
 *
 *     place = clip((p - C) / (6 T) + 1/2, 0, 1)     0.5 is the centre, 1/6 is a torso's length, y down
 *
 * Visibility: of an angle the least of its three landmarks, of a place the landmark's own.
 */

import { LANDMARKS } from "./poses.ts";

export const FEATURES_VERSION = 1;

export const ANGLES = [
  ["left_elbow", [11, 13, 15]],
  ["right_elbow", [12, 14, 16]],
  ["left_shoulder", [13, 11, 23]],
  ["right_shoulder", [14, 12, 24]],
  ["left_hip", [11, 23, 25]],
  ["right_hip", [12, 24, 26]],
  ["left_knee", [23, 25, 27]],
  ["right_knee", [24, 26, 28]],
] as const;

export const PLACES = [
  ["left_elbow", 13],
  ["right_elbow", 14],
  ["left_hand", 15],
  ["right_hand", 16],
  ["left_knee", 25],
  ["right_knee", 26],
  ["left_foot", 27],
  ["right_foot", 28],
] as const;

type Angle = (typeof ANGLES)[number];
type Place = (typeof PLACES)[number];

export type FeatureName = `angle.${Angle[0]}` | `place.${Place[0]}`;

/** The order of weights and visibilities: the 8 angles, then the 8 places. */
export const FEATURE_NAMES: readonly FeatureName[] = [
  ...ANGLES.map(([name]) => `angle.${name}` as const),
  ...PLACES.map(([name]) => `place.${name}` as const),
];

/** Torso lengths from 0 to 1 of a place: hands and feet of real dancers stay within 2.5 of the centre. */
export const PLACE_SPAN = 6;
export const TORSO_WINDOW_S = 1.5;
const TORSO_SHARE = 0.8;
const LEAST_TORSO = 1e-4;
/** Values of one pose's points: x, y of each landmark. */
export const POINT_VALUES = LANDMARKS.length * 2;

/** Of one pose; `angles` and `places` are NaN where it is not seen, `visibility` is 0 there. */
export interface Features {
  /** 8 in 0 to 1, in the order of ANGLES. */
  readonly angles: Float64Array;
  /** 8 pairs x, y in 0 to 1, in the order of PLACES. */
  readonly places: Float64Array;
  /** 16 in 0 to 1, in the order of FEATURE_NAMES. */
  readonly visibility: Float64Array;
  /** x, y in units of the picture's height. */
  readonly centre: Float64Array;
}

/** Room for the features of one pose, to be filled by `featuresOf`. */
export function emptyFeatures(): Features {
  return {
    angles: new Float64Array(ANGLES.length),
    places: new Float64Array(2 * PLACES.length),
    visibility: new Float64Array(ANGLES.length + PLACES.length),
    centre: new Float64Array(2),
  };
}

/** Points of one pose in units of the picture's height, from its landmarks: undoes the picture's aspect. */
export function square(image: ArrayLike<number>, width: number, height: number, into: Float64Array): void {
  const aspect = width / height;
  for (let mark = 0; mark < LANDMARKS.length; mark++) {
    into[2 * mark] = (image[4 * mark] as number) * aspect;
    into[2 * mark + 1] = image[4 * mark + 1] as number;
  }
}

/**
 * Fills in the 16 features of one pose.
 *
 * @param points see `square`; NaN where not seen
 * @param visibility of the 33 landmarks
 * @param torso the body's scale, see `torsoAt`; in the unit of the points, above 0
 */
export function featuresOf(
  points: Float64Array,
  visibility: ArrayLike<number>,
  torso: number,
  into: Features,
): void {
  centreOf(points, into.centre);
  for (let at = 0; at < ANGLES.length; at++) {
    const [a, b, c] = (ANGLES[at] as Angle)[1];
    into.angles[at] = innerAngle(points, a, b, c);
    const least = Math.min(visibility[a] as number, visibility[b] as number, visibility[c] as number);
    into.visibility[at] = visible(least);
  }
  for (let at = 0; at < PLACES.length; at++) {
    const mark = (PLACES[at] as Place)[1];
    for (let axis = 0; axis < 2; axis++) {
      const away = (points[2 * mark + axis] as number) - (into.centre[axis] as number);
      into.places[2 * at + axis] = Math.min(Math.max(away / (PLACE_SPAN * torso) + 0.5, 0), 1);
    }
    into.visibility[ANGLES.length + at] = visible(visibility[mark] as number);
  }
}

/** The mean of the shoulders and the hips. */
function centreOf(points: Float64Array, into: Float64Array): void {
  for (let axis = 0; axis < 2; axis++) {
    const shoulders = (points[2 * 11 + axis] as number) + (points[2 * 12 + axis] as number);
    into[axis] = (shoulders + (points[2 * 23 + axis] as number) + (points[2 * 24 + axis] as number)) / 4;
  }
}

function visible(value: number): number {
  return Number.isNaN(value) ? 0 : Math.min(Math.max(value, 0), 1);
}

/** Angle / pi at the landmark b between a and c; 0 where two of them fall together. */
export function innerAngle(points: Float64Array, a: number, b: number, c: number): number {
  const [bx, by] = [points[2 * b] as number, points[2 * b + 1] as number];
  const [ux, uy] = [(points[2 * a] as number) - bx, (points[2 * a + 1] as number) - by];
  const [vx, vy] = [(points[2 * c] as number) - bx, (points[2 * c + 1] as number) - by];
  return Math.atan2(Math.abs(ux * vy - uy * vx), ux * vx + uy * vy + 0) / Math.PI; // + 0: a negative zero gives 1
}

/** The torso's length in one pose: from the middle of the shoulders to the middle of the hips. */
export function torsoLength(points: Float64Array, offset = 0): number {
  const x = middle(points, offset, 11, 12) - middle(points, offset, 23, 24);
  const y = middle(points, offset + 1, 11, 12) - middle(points, offset + 1, 23, 24);
  return Math.sqrt(x * x + y * y);
}

function middle(points: Float64Array, offset: number, one: number, other: number): number {
  return ((points[offset + 2 * one] as number) + (points[offset + 2 * other] as number)) / 2;
}

/**
 * The body's scale at an instant: the 80th percentile of the torso's length over the frames within 1.5 s, linear
 * between the two nearest ranks; NaN where none of them shows the dancer.
 *
 * @param timesS rising, seconds
 * @param lengths of the torso in each frame, see `torsoLength`; NaN where not seen
 */
export function torsoAt(timesS: Float64Array, lengths: Float64Array, atS: number): number {
  const known = lengths.filter(
    (length, at) =>
      Number.isFinite(length) &&
      (timesS[at] as number) >= atS - TORSO_WINDOW_S &&
      (timesS[at] as number) <= atS + TORSO_WINDOW_S,
  );
  return known.length === 0 ? Number.NaN : Math.max(percentile(known.sort(), TORSO_SHARE), LEAST_TORSO);
}

/** Of sorted values: at rank `share * (k - 1)`, linear between the two nearest. */
export function percentile(sorted: Float64Array, share: number): number {
  const rank = share * (sorted.length - 1);
  const low = Math.floor(rank);
  const [one, other] = [sorted[low] as number, sorted[Math.min(low + 1, sorted.length - 1)] as number];
  return one + (other - one) * (rank - low);
}
