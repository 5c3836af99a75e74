/**
 * How late this person's taps arrive on this device: taps against a click train. The latency holds everything between
 * the loudspeaker and the key, the person too; it is taken from every later tap.
 */
import { median, spread } from "../numbers";
import { shownMs } from "../times";

/** Fewer taps tell the latency too badly: the median of 16 taps with 25 ms of shake is within 8 ms. */
export const LEAST_TAPS = 16;
/** A person who taps with more shake than this has not found the beat. */
export const MOST_SHAKE_MS = 40;
/** People tap up to this part of a step before the click, and wireless loudspeakers are late by all the rest. */
const EARLY = 0.3;
/** Taps farther out than this many times the spread are mistakes. */
const FAR = 3;
const LEAST_SPREAD_S = 0.005;

export type Calibration =
  | {
      readonly kind: "calibrated";
      /** To take from a tap; below 0 when the person is early. */
      readonly latencyMs: number;
      readonly spreadMs: number;
      /** Taps that count. */
      readonly count: number;
      /** Taps that were left out as mistakes. */
      readonly droppedS: readonly number[];
    }
  | { readonly kind: "tooFew"; readonly count: number; readonly needed: number }
  | { readonly kind: "tooNoisy"; readonly spreadMs: number; readonly mostMs: number };

/**
 * @param clicksS when the clicks were played, evenly, on the same clock as the taps.
 * @param tapsS when the key came. Missing and doubled taps do no harm.
 */
export function calibrated(clicksS: readonly number[], tapsS: readonly number[]): Calibration {
  const delays = delaysOf(clicksS, tapsS);
  if (delays.length < LEAST_TAPS) return { kind: "tooFew", count: delays.length, needed: LEAST_TAPS };
  const centreS = median(delays.map(({ delayS }) => delayS));
  const spreadS = spread(
    delays.map(({ delayS }) => delayS),
    centreS,
  );
  if (spreadS * 1000 > MOST_SHAKE_MS) {
    return { kind: "tooNoisy", spreadMs: shownMs(spreadS), mostMs: MOST_SHAKE_MS };
  }
  const reachS = FAR * Math.max(spreadS, LEAST_SPREAD_S);
  const good = delays.filter(({ delayS }) => Math.abs(delayS - centreS) <= reachS);
  const droppedS = delays.filter((each) => !good.includes(each)).map(({ tapS }) => tapS);
  if (good.length < LEAST_TAPS) return { kind: "tooFew", count: good.length, needed: LEAST_TAPS };
  return {
    kind: "calibrated",
    latencyMs: shownMs(median(good.map(({ delayS }) => delayS))),
    spreadMs: shownMs(spreadS),
    count: good.length,
    droppedS,
  };
}

type Delay = { readonly tapS: number; readonly delayS: number };

/** Each click's tap: the first from 0.3 of a step before it to 0.7 after it; a second one there is a bounce. */
function delaysOf(clicksS: readonly number[], tapsS: readonly number[]): readonly Delay[] {
  const periodS = median(clicksS.slice(1).map((s, at) => s - (clicksS[at] ?? s)));
  const sorted = tapsS.toSorted((one, other) => one - other);
  return clicksS.flatMap((clickS) => {
    const tapS = sorted.find((s) => s >= clickS - EARLY * periodS && s < clickS + (1 - EARLY) * periodS);
    return tapS === undefined ? [] : [{ tapS, delayS: tapS - clickS }];
  });
}
