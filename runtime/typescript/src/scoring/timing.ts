/** When: the shift of a whole run, a step's own lateness beside it, and what lateness costs. */

import type { Parameters } from "../classpack/parameters.ts";
import { RATE_HZ } from "./grid.ts";
import type { Hypothesis } from "./hypotheses.ts";
import { EQUAL, LAGS, MOST_LAG } from "./matching.ts";

/** The hypothesis and the shift that fit the judged steps best. */
export interface Leader {
  /** Which of the hypotheses. */
  way: number;
  /** The shift, whole samples, late positive. */
  lag: number;
  /** The same between samples. */
  late: number;
}

/** What a step says of a lag at which it cannot be judged, by what it says of none. */
const UNKNOWN = 0.9;
/** From that many on, hypotheses and shifts cost their price; of less, so many times more. */
const ENOUGH_STEPS = 4;

/** The nearest number of samples. */
export function samplesIn(seconds: number): number {
  return Math.floor(seconds * RATE_HZ + 0.5);
}

/**
 * Adds to `totals` what one step says of hypotheses and shifts; says whether it has a say.
 *
 * It has one where it can be judged unshifted under some hypothesis. Of a lag at which it cannot be, as somebody left, it says
 * a little less than of none: it must not speak for that lag, nor much against it. So under a hypothesis that leaves too little
 * to be seen, by the worst of the others.
 *
 * @param similarity LAGS for each hypothesis, see `Table`
 * @param valid the same
 */
export function addVote(similarity: Float64Array, valid: Uint8Array, totals: Float64Array): boolean {
  let worst = Number.POSITIVE_INFINITY;
  for (let at = MOST_LAG; at < valid.length; at += LAGS) {
    if (valid[at] === 1) worst = Math.min(worst, similarity[at] as number);
  }
  if (worst === Number.POSITIVE_INFINITY) return false;
  for (let at = 0; at < totals.length; at++) {
    const none = at - (at % LAGS) + MOST_LAG;
    const unshifted = valid[none] === 1 ? (similarity[none] as number) : worst;
    totals[at] =
      (totals[at] as number) + (valid[at] === 1 ? (similarity[at] as number) : UNKNOWN * unshifted);
  }
  return true;
}

/**
 * Fills in the hypothesis and shift, within +-`lagS`, of the best mean, the price taken off. Of equals (within
 * EQUAL) the first, hypotheses before shifts. Before any step: not mirrored where there is a choice, not turned, not shifted;
 * of few steps, prices are higher.
 *
 * @param totals LAGS for each hypothesis: sums of `addVote` over the steps that have a say
 * @param steps how many
 */
export function lead(
  totals: Float64Array,
  steps: number,
  ways: readonly Hypothesis[],
  numbers: Parameters,
  into: Leader,
): void {
  const most = samplesIn(numbers.lagS);
  let best = Number.NEGATIVE_INFINITY;
  for (let way = 0; way < ways.length; way++) {
    for (let lag = -most; lag <= most; lag++) {
      best = Math.max(best, worthOfRun(totals, steps, ways, numbers, way, lag));
    }
  }
  const worth = (way: number, lag: number) => worthOfRun(totals, steps, ways, numbers, way, lag);
  [into.way, into.lag] = firstOf(ways.length, most, (way, lag) => worth(way, lag) >= best - EQUAL);
  const { way, lag } = into;
  into.late = lag;
  if (Math.abs(lag) < most) into.late += topBeside(worth(way, lag - 1), worth(way, lag), worth(way, lag + 1));
}

/** The first hypothesis and shift of which something holds. */
function firstOf(
  ways: number,
  most: number,
  holds: (way: number, lag: number) => boolean,
): readonly [way: number, lag: number] {
  for (let way = 0; way < ways; way++) {
    for (let lag = -most; lag <= most; lag++) if (holds(way, lag)) return [way, lag];
  }
  return [0, 0];
}

function worthOfRun(
  totals: Float64Array,
  steps: number,
  ways: readonly Hypothesis[],
  numbers: Parameters,
  way: number,
  lag: number,
): number {
  const { yawDeg, mirrored } = ways[way] as Hypothesis;
  const price = (numbers.yawPrice * Math.abs(yawDeg)) / 30 + (mirrored ? numbers.mirrorPrice : 0);
  const mean = (totals[way * LAGS + MOST_LAG + lag] as number) / Math.max(steps, 1);
  const caution = ENOUGH_STEPS / Math.min(Math.max(steps, 1), ENOUGH_STEPS);
  return mean - caution * (price + (numbers.lagPrice * Math.abs(lag)) / Math.max(samplesIn(numbers.lagS), 1));
}

/** A step at every lag: LAGS similarities and whether it can be judged there, from `offset` on. */
export interface Row {
  readonly similarity: Float64Array;
  /** 1 or 0. */
  readonly valid: Uint8Array;
  readonly offset: number;
}

/** When a step was danced, in samples: the nearest one, and between samples. */
export interface OwnLag {
  readonly lag: number;
  readonly late: number;
}

/**
 * A step's own lag: its best one within `stepLagS` of the run's, the price taken off; of equals (within EQUAL) the one
 * nearest to the run's, then the earlier.
 *
 * @param lag the run's, samples; the step must be valid there
 */
export function ownLag(row: Row, lag: number, numbers: Parameters): OwnLag {
  const most = samplesIn(numbers.stepLagS);
  const lags = Array.from({ length: 2 * most + 1 }, (_, at) => lag - most + at);
  const nearestFirst = lags.toSorted((one, other) => Math.abs(one - lag) - Math.abs(other - lag));
  const worth = (at: number) => worthOfStep(row, at, lag, numbers);
  const enough = Math.max(...lags.map(worth)) - EQUAL;
  const own = nearestFirst.find((at) => worth(at) >= enough) ?? lag;
  if (Math.abs(own - lag) === most) return { lag: own, late: own };
  return { lag: own, late: own + topBeside(worth(own - 1), worth(own), worth(own + 1)) };
}

/** -Infinity where the step cannot be judged. */
function worthOfStep(
  { similarity, valid, offset }: Row,
  at: number,
  lag: number,
  numbers: Parameters,
): number {
  if (valid[offset + MOST_LAG + at] !== 1) return Number.NEGATIVE_INFINITY;
  const price = (numbers.stepLagPrice * Math.abs(at - lag)) / Math.max(samplesIn(numbers.stepLagS), 1);
  return (similarity[offset + MOST_LAG + at] as number) - price;
}

/** Where the parabola through a best value and its two neighbours is highest: within half a sample of it. */
function topBeside(before: number, here: number, after: number): number {
  const bend = before - 2 * here + after;
  if (!Number.isFinite(bend) || bend >= -1e-9) return 0;
  return Math.min(Math.max((before - after) / (2 * bend), -0.5), 0.5);
}

/**
 * What lateness leaves of a step, 0 to 1. The shift of the run costs next to nothing at first, then rapidly, then slowly
 * more, and later is never better; a step's own lateness costs little, as it is measured from one pose.
 *
 * @param runS shift of the run, late positive
 * @param ownS how much later than the run the step is by itself
 * @param stepS the step's length
 */
export function timingFactor(runS: number, ownS: number, stepS: number, numbers: Parameters): number {
  const freeS = Math.min(numbers.onTimeS, numbers.onTimeShare * stepS);
  const floorS = Math.max(Math.min(numbers.lateS, numbers.lateShare * stepS), freeS + 0.01);
  const share = Math.min(Math.max((Math.abs(runS) - freeS) / (floorS - freeS), 0), 1);
  const smooth = 1 - (1 - numbers.lateFloor) * share * share * (3 - 2 * share);
  const fall = Math.min(Math.abs(runS), floorS) / 4 + Math.max(Math.abs(runS) - floorS, 0);
  const run = smooth - numbers.lateFall * fall;
  const spanS = Math.max(numbers.stepLagS - numbers.stepOnTimeS, 1e-6);
  const away = Math.min(Math.max((Math.abs(ownS) - numbers.stepOnTimeS) / spanS, 0), 1);
  return Math.max(run, 0) * (1 - numbers.stepLateCost * away);
}
