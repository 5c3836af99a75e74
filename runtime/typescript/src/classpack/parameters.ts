/**
 * The numbers that a class is scored by: part of its routine, so that a score never changes with the runtime.
 *
 * What each number does stands in docs/scoring.md. Must not score: `scoring` does, and has the calibrated defaults.
 */

import { MalformedError, UnsupportedFormatError } from "./errors.ts";
import { Fields } from "./fields.ts";

export const SCORING_VERSION = 1;
/** The ends of the scale of scores. */
export const LOWEST = 40;
export const HIGHEST = 100;
const MOST_KNOTS = 64;

/** Of version 1 of the method. Shares and similarities are 0 to 1, times are seconds on the video clock. */
export interface Parameters {
  /** Of an angle (1 is 180 degrees), the difference at which similarity is exp(-1/2). */
  readonly sigmaAngle: number;
  /** The same of a place (1 is 6 torso lengths). */
  readonly sigmaPlace: number;
  /** Visibility up to which a joint is not seen. */
  readonly seenFrom: number;
  /** Visibility from which it is seen fully. */
  readonly seenFull: number;
  /** A step of whose weight less is seen is not judged. */
  readonly fewestSeen: number;
  /** How far the whole run may be shifted, either way. */
  readonly lagS: number;
  /** How far a step may lie from the run's shift, either way. */
  readonly stepLagS: number;
  /** Similarity that a shift of the run by `lagS` must win; less for less. */
  readonly lagPrice: number;
  /** The same of a step's own shift by `stepLagS`. */
  readonly stepLagPrice: number;
  /** Similarity that mirroring must win. */
  readonly mirrorPrice: number;
  /** Similarity that a turn by 30 degrees must win; less for less. */
  readonly yawPrice: number;
  /** Of motion against pose, in the shape of a step. */
  readonly motionShare: number;
  /** How much the halves of a step count in motion, against the whole step's 1. */
  readonly motionHalves: number;
  /** Displacement of a place that is noise. */
  readonly motionStill: number;
  /** How much a place counts that only the learner moves, against one that the teacher moves. */
  readonly motionStray: number;
  /** Ratio of path lengths from which nothing is lost; above 1 the inverse counts. */
  readonly energyEnough: number;
  /** The least factor of energy before its power. */
  readonly energyFloor: number;
  /** Of the ratio. */
  readonly energyPower: number;
  /** Mean path length of a place that is noise. */
  readonly energyStill: number;
  /** Shift of the run that costs next to nothing... */
  readonly onTimeS: number;
  /** ... and not more than this share of the step. */
  readonly onTimeShare: number;
  /** Shift at which the factor of the run's timing is at its floor... */
  readonly lateS: number;
  /** ... and not more than this share of the step. */
  readonly lateShare: number;
  /** That floor. */
  readonly lateFloor: number;
  /** What it falls by besides: for each second of shift beyond, and a quarter of it up to there. */
  readonly lateFall: number;
  /** Distance of a step from the run's shift that costs nothing. */
  readonly stepOnTimeS: number;
  /** What the factor of a step's timing loses at a distance of `stepLagS`. */
  readonly stepLateCost: number;
  /** A limb of less similarity is told as off while dancing. */
  readonly offBelow: number;
  /** Knots [raw, score]: raw rises from 0 to 1, score never falls, from 40 to 100. */
  readonly curve: readonly (readonly [raw: number, score: number])[];
  /** The least total scores of bronze, silver and gold. */
  readonly medals: readonly [bronze: number, silver: number, gold: number];
}

/** The parameters that are one number each. */
export type ParameterName = Exclude<keyof Parameters, "curve" | "medals">;

const SHARE = [0, 1] as const;

/** What each number may be: lowest and highest. */
export const PARAMETER_RANGES: Readonly<Record<ParameterName, readonly [low: number, high: number]>> = {
  sigmaAngle: [0.001, 10],
  sigmaPlace: [0.001, 10],
  seenFrom: SHARE,
  seenFull: SHARE,
  fewestSeen: SHARE,
  lagS: [0, 0.4],
  stepLagS: [0, 0.1],
  lagPrice: SHARE,
  stepLagPrice: SHARE,
  mirrorPrice: SHARE,
  yawPrice: SHARE,
  motionShare: SHARE,
  motionHalves: SHARE,
  motionStill: [1e-6, 1],
  motionStray: SHARE,
  energyEnough: [0.01, 1],
  energyFloor: SHARE,
  energyPower: [0.01, 10],
  energyStill: [1e-6, 1],
  onTimeS: [0, 10],
  onTimeShare: SHARE,
  lateS: [0.001, 10],
  lateShare: SHARE,
  lateFloor: SHARE,
  lateFall: SHARE,
  stepOnTimeS: [0, 10],
  stepLateCost: SHARE,
  offBelow: SHARE,
};

export const PARAMETER_NAMES = Object.keys(PARAMETER_RANGES) as ParameterName[];

/** The `scoring` object of a routine, to be written as JSON. */
export function parametersAsJson(parameters: Parameters): Readonly<Record<string, unknown>> {
  const numbers = PARAMETER_NAMES.map((name) => [jsonNameOf(name), parameters[name]]);
  const { curve, medals } = parameters;
  return { version: SCORING_VERSION, ...Object.fromEntries(numbers), curve, medals };
}

/** As JSON calls it: `sigma_angle` for `sigmaAngle`. */
export function jsonNameOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * The parameters that such an object holds. Throws a `MalformedError` where a number is missing or out of its range, or
 * the curve does not rise; an `UnsupportedFormatError` where they are of another version.
 */
export function readParameters(fields: Fields): Parameters {
  const version = fields.integer("version", 1);
  if (version !== SCORING_VERSION) {
    throw new UnsupportedFormatError(
      `The class is scored by version ${version} of the method; this runtime knows ${SCORING_VERSION}.`,
    );
  }
  const numbers = Object.fromEntries(
    PARAMETER_NAMES.map((name) => [name, fields.number(jsonNameOf(name), ...PARAMETER_RANGES[name])]),
  ) as Record<ParameterName, number>;
  const [bronze = 0, silver = 0, gold = 0] = fields.numbers("medals", 3, LOWEST, HIGHEST);
  const curve = readCurve(fields);
  if (numbers.seenFull <= numbers.seenFrom) fields.refuse("seen_full", "above seen_from");
  if (!(bronze <= silver && silver <= gold)) fields.refuse("medals", "rising");
  return { ...numbers, curve, medals: [bronze, silver, gold] };
}

function readCurve(fields: Fields): Parameters["curve"] {
  const knots = fields.items("curve", { fewest: 2, most: MOST_KNOTS }).map((row) => {
    const [raw = 0, score = 0] = new Fields(new Map([["knot", row]]), fields.what).numbers("knot", 2);
    return [raw, score] as const;
  });
  const [first, last] = [knots[0], knots.at(-1)];
  const ends = first?.[0] === 0 && first[1] === LOWEST && last?.[0] === 1 && last[1] === HIGHEST;
  const rises = knots.every(([raw, score], at) => {
    const before = knots[at - 1];
    return before === undefined || (before[0] < raw && before[1] <= score);
  });
  if (!ends || !rises) {
    throw new MalformedError(
      `In ${fields.what}, the curve must rise from [0, ${LOWEST}] to [1, ${HIGHEST}].`,
    );
  }
  return knots;
}
