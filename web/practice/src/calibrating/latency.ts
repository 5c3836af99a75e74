/**
 * How late claps or taps come after the clicks they are made to. Pure: times in, a latency out.
 */

import { medianOf } from "../graph/tally";

/** Fewer tell too little. */
export const LEAST = 8;
/** More shake than this, half of them nearer: no beat was found. */
export const MOST_SPREAD_S = 0.045;
/** People clap up to this part of the time between two clicks before the click; all the rest may be latency. */
const EARLY = 0.3;
/** Farther out than so many times the spread is a mistake. */
const FAR = 3;
const LEAST_SPREAD_S = 0.008;

export type Found =
  | { readonly kind: "found"; readonly latencyS: number; readonly spreadS: number; readonly count: number }
  | { readonly kind: "few"; readonly count: number }
  | { readonly kind: "shaky"; readonly spreadS: number }
  /** No device is that early: they were made to another beat than the clicks'. */
  | { readonly kind: "early"; readonly latencyS: number };

/**
 * @param clicksS when the clicks were heard, evenly, as the device tells it
 * @param madeS when claps or taps were seen, on the same clock; missing and doubled ones do no harm
 */
export function latencyFrom(clicksS: readonly number[], madeS: readonly number[]): Found {
  const late = latenessOf(clicksS, madeS);
  if (late.length < LEAST) return { kind: "few", count: late.length };
  const [middleS, spreadS] = middleAndSpread(late);
  if (spreadS > MOST_SPREAD_S) return { kind: "shaky", spreadS };
  const reachS = FAR * Math.max(spreadS, LEAST_SPREAD_S);
  const good = late.filter((each) => Math.abs(each - middleS) <= reachS);
  if (good.length < LEAST) return { kind: "few", count: good.length };
  return { kind: "found", latencyS: medianOf(good) as number, spreadS, count: good.length };
}

/** What was found, unless it comes before any that can be: even claps or taps have a middle without any click heard. */
export function believed(found: Found, earliestS: number): Found {
  const isEarly = found.kind === "found" && found.latencyS < earliestS;
  return isEarly ? { kind: "early", latencyS: found.latencyS } : found;
}

function middleAndSpread(values: readonly number[]): readonly [number, number] {
  const middle = medianOf(values) as number;
  return [middle, medianOf(values.map((each) => Math.abs(each - middle))) as number];
}

/** Of the first made within reach of each click. */
function latenessOf(clicksS: readonly number[], madeS: readonly number[]): readonly number[] {
  const periodS = medianOf(clicksS.slice(1).map((each, at) => each - (clicksS[at] ?? each))) ?? 0;
  const sorted = [...madeS].sort((a, b) => a - b);
  return clicksS.flatMap((clickS) => {
    const made = sorted.find(
      (each) => each >= clickS - EARLY * periodS && each < clickS + (1 - EARLY) * periodS,
    );
    return made === undefined ? [] : [made - clickS];
  });
}
