/**
 * A dancer's features at samples: turned by every yaw that is asked for, and as they are seen under a hypothesis.
 *
 * The 16 features are those of `classpack/features`, of which the limbs of places are drawn out or in by a body's ratios.
 * Nothing here allocates but what is called empty.
 */

import { ANGLES, FEATURE_NAMES, PLACE_SPAN, PLACES } from "../classpack/features.ts";
import { MARKS, SAMPLE_MARKS, SAMPLE_POINTS, TORSO } from "./grid.ts";
import { COSINES, type Hypothesis, SIDES, SINES } from "./hypotheses.ts";

export const ANGLE_COUNT = ANGLES.length;
export const PLACE_COUNT = PLACES.length;
export const FEATURE_COUNT = FEATURE_NAMES.length;
const CORNERS = Uint8Array.from(ANGLES.flatMap(([, triple]) => triple.map((mark) => MARKS.indexOf(mark))));
const TIPS = Uint8Array.from([2, 3, 4, 5, 8, 9, 10, 11]);
const ROOTS = Uint8Array.from([0, 1, 0, 1, 6, 7, 6, 7]);

/** Features of some samples, turned by some of the yaws; filled in row by row. */
export interface Posed {
  readonly rows: number;
  /** ANGLE_COUNT for each row of each turn; 0 where not seen. */
  readonly angles: Float64Array;
  /** PLACE_COUNT pairs x, y for each row of each turn; 0.5 where not seen. */
  readonly places: Float64Array;
  /** FEATURE_COUNT for each row; 0 where not seen. */
  readonly visibility: Float64Array;
}

export function emptyPosed(turns: number, rows: number): Posed {
  return {
    rows,
    angles: new Float64Array(turns * rows * ANGLE_COUNT),
    places: new Float64Array(turns * rows * 2 * PLACE_COUNT),
    visibility: new Float64Array(rows * FEATURE_COUNT),
  };
}

/** One sample, the body's scale in it, and room to turn it. */
export interface Sample {
  /** NaN where there is none. */
  scale: number;
  readonly points: Float64Array;
  readonly visibility: Float64Array;
  /** x, y, z from the body's centre. */
  readonly away: Float64Array;
  /** x, y in the picture, turned. */
  readonly flat: Float64Array;
}

export function emptySample(): Sample {
  return {
    scale: Number.NaN,
    points: new Float64Array(SAMPLE_POINTS),
    visibility: new Float64Array(SAMPLE_MARKS),
    away: new Float64Array(SAMPLE_POINTS),
    flat: new Float64Array(2 * SAMPLE_MARKS),
  };
}

/**
 * Fills in a row: the features of a sample, turned by the yaws first..first + turns - 1.
 *
 * @param sample its points, visibility and scale; the rest is written over
 * @param ratios two for each of YAWS_DEG, see `limbRatios`
 */
export function poseRow(
  sample: Sample,
  ratios: Float64Array,
  first: number,
  turns: number,
  row: number,
  into: Posed,
): void {
  moveToCentre(sample);
  fillVisibility(sample, row, into);
  for (let turn = 0; turn < turns; turn++) {
    turnSample(sample, first + turn);
    const at = turn * into.rows + row;
    for (let angle = 0; angle < ANGLE_COUNT; angle++) {
      into.angles[at * ANGLE_COUNT + angle] = innerAngle(sample.flat, angle);
    }
    for (let place = 0; place < PLACE_COUNT; place++) {
      const ratio = ratios[2 * (first + turn) + (place < PLACE_COUNT / 2 ? 0 : 1)] as number;
      const to = 2 * (at * PLACE_COUNT + place);
      into.places[to] = placeOf(sample, place, 0, ratio);
      into.places[to + 1] = placeOf(sample, place, 1, ratio);
    }
  }
}

function moveToCentre({ points, away }: Sample): void {
  for (let axis = 0; axis < 3; axis++) {
    let sum = 0;
    for (let at = 0; at < TORSO.length; at++) sum += points[3 * (TORSO[at] as number) + axis] as number;
    const centre = sum / TORSO.length;
    for (let at = axis; at < SAMPLE_POINTS; at += 3) away[at] = (points[at] as number) - centre;
  }
}

function turnSample({ away, flat }: Sample, turn: number): void {
  const cosine = COSINES[turn] as number;
  const sine = SINES[turn] as number;
  for (let mark = 0; mark < SAMPLE_MARKS; mark++) {
    flat[2 * mark] = (away[3 * mark] as number) * cosine + (away[3 * mark + 2] as number) * sine;
    flat[2 * mark + 1] = away[3 * mark + 1] as number;
  }
}

function innerAngle(flat: Float64Array, angle: number): number {
  const a = 2 * (CORNERS[3 * angle] as number);
  const b = 2 * (CORNERS[3 * angle + 1] as number);
  const c = 2 * (CORNERS[3 * angle + 2] as number);
  const ux = (flat[a] as number) - (flat[b] as number);
  const uy = (flat[a + 1] as number) - (flat[b + 1] as number);
  const vx = (flat[c] as number) - (flat[b] as number);
  const vy = (flat[c + 1] as number) - (flat[b + 1] as number);
  const found = Math.atan2(Math.abs(ux * vy - uy * vx), ux * vx + uy * vy + 0) / Math.PI;
  return Number.isNaN(found) ? 0 : found;
}

function placeOf({ flat, scale }: Sample, place: number, axis: number, ratio: number): number {
  const root = flat[2 * (ROOTS[place] as number) + axis] as number;
  const limb = root + ratio * ((flat[2 * (TIPS[place] as number) + axis] as number) - root);
  const found = limb / (PLACE_SPAN * scale) + 0.5;
  return Number.isNaN(found) ? 0.5 : Math.min(Math.max(found, 0), 1);
}

function fillVisibility(sample: Sample, row: number, into: Posed): void {
  let isThere = Number.isFinite(sample.scale);
  for (let at = 0; at < TORSO.length; at++) {
    isThere &&= Number.isFinite(sample.points[3 * (TORSO[at] as number)]);
  }
  const to = row * FEATURE_COUNT;
  for (let angle = 0; angle < ANGLE_COUNT; angle++) {
    let least = 1;
    for (let corner = 0; corner < 3; corner++) {
      least = Math.min(least, clear(sample, isThere, CORNERS[3 * angle + corner] as number));
    }
    into.visibility[to + angle] = least;
  }
  for (let place = 0; place < PLACE_COUNT; place++) {
    into.visibility[to + ANGLE_COUNT + place] = clear(sample, isThere, TIPS[place] as number);
  }
}

function clear({ points, visibility }: Sample, isThere: boolean, mark: number): number {
  return isThere && Number.isFinite(points[3 * mark]) ? (visibility[mark] as number) : 0;
}

/** A dancer at one instant: 8 angles, 8 pairs of places, 16 visibilities. */
export interface Instant {
  readonly angles: Float64Array;
  readonly places: Float64Array;
  readonly visibility: Float64Array;
}

export function emptyInstant(): Instant {
  return {
    angles: new Float64Array(ANGLE_COUNT),
    places: new Float64Array(2 * PLACE_COUNT),
    visibility: new Float64Array(FEATURE_COUNT),
  };
}

/** Fills in a row as it is seen under a hypothesis; `turn` is the one of the rows that it asks for. */
export function asSeen(of: Posed, row: number, turn: number, way: Hypothesis, into: Instant): void {
  const at = turn * of.rows + row;
  for (let k = 0; k < ANGLE_COUNT; k++) {
    const from = way.mirrored ? (SIDES[k] as number) : k;
    into.angles[k] = of.angles[at * ANGLE_COUNT + from] as number;
    into.visibility[k] = of.visibility[row * FEATURE_COUNT + from] as number;
  }
  for (let k = 0; k < PLACE_COUNT; k++) {
    const from = way.mirrored ? (SIDES[k] as number) : k;
    const x = of.places[2 * (at * PLACE_COUNT + from)] as number;
    into.places[2 * k] = way.mirrored ? 1 - x : x;
    into.places[2 * k + 1] = of.places[2 * (at * PLACE_COUNT + from) + 1] as number;
    into.visibility[ANGLE_COUNT + k] = of.visibility[row * FEATURE_COUNT + ANGLE_COUNT + from] as number;
  }
}

/** A dancer at a step's start, middle and point. */
export type Three = readonly [start: Instant, middle: Instant, point: Instant];
