/**
 * Constant-tempo grids as the server proposes them: half and double tempo, half a beat later, and their beats in a
 * range. Values only; which grid is right, a person decides by ear.
 */
import type { Range } from "./desk";
import { microseconds } from "./times";

/** Beats at `phaseS + k * periodS` for every whole k. */
export type Grid = { readonly periodS: number; readonly phaseS: number; readonly score: number };

/** The fastest and slowest beat that any dance has, so that a key held down cannot run away. */
const LEAST_PERIOD_S = 0.12;
const MOST_PERIOD_S = 4;

export function beatsPerMinute(grid: Grid): number {
  return 60 / grid.periodS;
}

/** Every second beat; the grid itself where that would be slower than any dance. */
export function halved(grid: Grid): Grid {
  return grid.periodS * 2 > MOST_PERIOD_S ? grid : { ...grid, periodS: grid.periodS * 2 };
}

/** A beat between every two; the grid itself where that would be faster than any dance. */
export function doubled(grid: Grid): Grid {
  return grid.periodS / 2 < LEAST_PERIOD_S ? grid : { ...grid, periodS: grid.periodS / 2 };
}

/** Later by a part of a beat: 0.5 is the off-beat. */
export function shifted(grid: Grid, beats: number): Grid {
  const phaseS = grid.phaseS + beats * grid.periodS;
  return { ...grid, phaseS: phaseS - Math.floor(phaseS / grid.periodS) * grid.periodS };
}

/** The beats from `startS` up to and with `endS`, to the microsecond. */
export function beatsIn(grid: Grid, range: Range): number[] {
  const first = Math.ceil((range.startS - grid.phaseS) / grid.periodS - 1e-9);
  const last = Math.floor((range.endS - grid.phaseS) / grid.periodS + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) =>
    microseconds(grid.phaseS + (first + at) * grid.periodS),
  );
}

/** The grid's beat nearest to `s`. */
export function nearestBeat(grid: Grid, s: number): number {
  return microseconds(grid.phaseS + Math.round((s - grid.phaseS) / grid.periodS) * grid.periodS);
}
