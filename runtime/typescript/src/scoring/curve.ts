/** From raw similarity to the score that a learner sees: monotone, without cliffs, and the medals on top of it. */

import type { Parameters } from "../classpack/parameters.ts";

export type Medal = "gold" | "silver" | "bronze";

/** 40 to 100 from 0 to 1: linear between the curve's knots. */
export function scoreOf(raw: number, { curve }: Parameters): number {
  let [low = [0, 0]] = curve;
  for (let at = 1; at < curve.length; at++) {
    const high = curve[at] as readonly [number, number];
    if (raw <= high[0]) {
      const share = (Math.max(raw, 0) - low[0]) / (high[0] - low[0]);
      return low[1] + (high[1] - low[1]) * share;
    }
    low = high;
  }
  return low[1];
}

/** For a total score. */
export function medalOf(score: number, { medals: [bronze, silver, gold] }: Parameters): Medal | null {
  if (score >= gold) return "gold";
  if (score >= silver) return "silver";
  return score >= bronze ? "bronze" : null;
}
