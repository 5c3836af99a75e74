/**
 * One pass of taps: what a person tapped while the song played once. Raw taps are never changed; this reads them:
 * latency taken off, a bounced key's second tap told and left out, the shake measured against the pass's own tempo.
 */
import { median, spread, steps } from "../numbers";
import { beatNumbers, localFit } from "../tempo";
import { microseconds, shownMs } from "../times";
import { MOST_SHAKE_MS } from "./calibration";

export type TapPass = {
  readonly id: string;
  /** Speed of playback. */
  readonly rate: number;
  /** Of the person and device, at full speed. */
  readonly latencyMs: number;
  /** Song time that was heard when the key came, as it came. */
  readonly tapsS: readonly number[];
};

/** Fewer taps have no tempo to be measured against. */
export const LEAST_PASS_TAPS = 5;

export type PassRead =
  | {
      readonly kind: "good";
      readonly id: string;
      readonly slow: boolean;
      /** On the song clock, latency taken off, sorted, without the second taps of a bounce. */
      readonly beatsS: readonly number[];
      readonly spreadMs: number;
      readonly doubledS: readonly number[];
      /** How many taps the tempo says are missing between the first and the last. */
      readonly missing: number;
    }
  | { readonly kind: "tooFew"; readonly id: string; readonly count: number; readonly needed: number }
  | { readonly kind: "tooNoisy"; readonly id: string; readonly spreadMs: number; readonly mostMs: number };

/** A pass as it can be used, or why not. */
export function readPass(pass: TapPass): PassRead {
  const lateS = (pass.latencyMs / 1000) * pass.rate;
  const corrected = pass.tapsS
    .map((s) => microseconds(s - lateS))
    .filter((s) => s >= 0)
    .sort((one, other) => one - other);
  const { beatsS, doubledS } = withoutBounces(corrected);
  if (beatsS.length < LEAST_PASS_TAPS) {
    return { kind: "tooFew", id: pass.id, count: beatsS.length, needed: LEAST_PASS_TAPS };
  }
  const spreadMs = shownMs(shakeS(beatsS));
  if (spreadMs > MOST_SHAKE_MS) return { kind: "tooNoisy", id: pass.id, spreadMs, mostMs: MOST_SHAKE_MS };
  const numbers = beatNumbers(beatsS);
  const missing = (numbers.at(-1) ?? 0) + 1 - beatsS.length;
  return { kind: "good", id: pass.id, slow: pass.rate < 1, beatsS, spreadMs, doubledS, missing };
}

/** How far the taps stray from the tempo around them, as a standard deviation that single slips do not spoil. */
export function shakeS(beatsS: readonly number[]): number {
  const numbers = beatNumbers(beatsS);
  const strays = beatsS.flatMap((s, at) => {
    const fit = localFit(beatsS, numbers, at);
    return fit === null ? [] : [s - fit.s];
  });
  return spread(strays, 0);
}

/** Two taps nearer than this part of the usual step are one, tapped twice. */
const BOUNCE = 0.4;

function withoutBounces(sorted: readonly number[]): {
  beatsS: readonly number[];
  doubledS: readonly number[];
} {
  const usualS = median(steps(sorted).filter((stepS) => stepS > 0.05));
  const beatsS = [...sorted];
  const doubledS: number[] = [];
  for (let at = 1; at < beatsS.length; ) {
    const stepS = (beatsS[at] ?? 0) - (beatsS[at - 1] ?? 0);
    if (stepS < BOUNCE * usualS) doubledS.push(...beatsS.splice(worseOf(beatsS, at, usualS), 1));
    else at += 1;
  }
  return { beatsS, doubledS };
}

/** Which of the taps `at - 1` and `at` fits its neighbours worse; the second where both fit. */
function worseOf(beatsS: readonly number[], at: number, usualS: number): number {
  const off = (s: number) => {
    const sides = [beatsS[at - 2], beatsS[at + 1]].filter((side) => side !== undefined);
    return sides.reduce((sum, side) => {
      const count = Math.max(1, Math.round(Math.abs(side - s) / usualS));
      return sum + Math.abs(Math.abs(side - s) - count * usualS);
    }, 0);
  };
  return off(beatsS[at - 1] ?? 0) > off(beatsS[at] ?? 0) ? at - 1 : at;
}
