/** Smallest and largest sample of each column: what a waveform draws. Pure, and without allocation. */

import { firstSampleOf, type Grid } from "./grid";
import type { PeakLevel, Peaks } from "./types";

/** Below this many samples in a column the samples themselves are read; from it on, their peaks are. */
export const EXACT_BELOW = 512;
/** Samples in a pair of the file. */
export const PAIR_SAMPLES = 256;

/**
 * Fills low and high of the columns from `firstColumn` on with what `samples` (the first of which is sample
 * `firstSample`) have there; NaN in columns without a sample.
 */
export function columnsOfSamples(
  samples: Float32Array,
  firstSample: number,
  grid: Grid,
  firstColumn: number,
  low: Float32Array,
  high: Float32Array,
): void {
  for (let c = 0; c < low.length; c++) {
    const from = Math.max(firstSampleOf(grid, firstColumn + c) - firstSample, 0);
    const to = Math.min(firstSampleOf(grid, firstColumn + c + 1) - firstSample, samples.length);
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let n = from; n < to; n++) {
      const value = samples[n] as number;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    low[c] = to > from ? least : Number.NaN;
    high[c] = to > from ? most : Number.NaN;
  }
}

/**
 * The same from peaks. A pair that lies across the edge of two columns counts where its middle is: what it holds is
 * drawn at most half a pair from its place. Where columns are narrower than pairs, each shows the pair it lies in.
 */
export function columnsOfPeaks(
  peaks: Peaks,
  grid: Grid,
  firstColumn: number,
  low: Float32Array,
  high: Float32Array,
): void {
  const level = levelFor(peaks, grid.perColumn);
  const pairSamples = level.samplesPerPair;
  const count = level.pairs.length / 2;
  for (let c = 0; c < low.length; c++) {
    const start = grid.zero + (firstColumn + c) * grid.perColumn;
    const from = Math.max(Math.ceil(start / pairSamples - 0.5), 0);
    const to = Math.min(Math.ceil((start + grid.perColumn) / pairSamples - 0.5), count);
    if (to > from) fold(level.pairs, from, to, c, low, high);
    else within(level, start + grid.perColumn / 2, c, low, high);
  }
}

/** The coarsest level of which at least four pairs fall into a column; the finest where there is none. */
export function levelFor(peaks: Peaks, perColumn: number): PeakLevel {
  let chosen = peaks.levels[0] as PeakLevel;
  for (const level of peaks.levels) if (level.samplesPerPair * 4 <= perColumn) chosen = level;
  return chosen;
}

function fold(
  pairs: Int8Array,
  from: number,
  to: number,
  c: number,
  low: Float32Array,
  high: Float32Array,
): void {
  let least = 127;
  let most = -127;
  for (let k = from; k < to; k++) {
    least = Math.min(least, pairs[2 * k] as number);
    most = Math.max(most, pairs[2 * k + 1] as number);
  }
  low[c] = least / 127;
  high[c] = most / 127;
}

function within(level: PeakLevel, sample: number, c: number, low: Float32Array, high: Float32Array): void {
  const k = Math.floor(sample / level.samplesPerPair);
  const known = k >= 0 && 2 * k < level.pairs.length;
  low[c] = known ? (level.pairs[2 * k] as number) / 127 : Number.NaN;
  high[c] = known ? (level.pairs[2 * k + 1] as number) / 127 : Number.NaN;
}

/**
 * Lengthens columns until each meets its left neighbour half way, so that a steep wave is one line. The extremes
 * stay where they are: a column never reaches further than its neighbour does.
 */
export function joined(low: Float32Array, high: Float32Array): void {
  let lowBefore = low[0] as number;
  let highBefore = high[0] as number;
  for (let c = 1; c < low.length; c++) {
    const least = low[c] as number;
    const most = high[c] as number;
    if (least > highBefore) {
      low[c] = (least + highBefore) / 2;
      high[c - 1] = (least + highBefore) / 2;
    } else if (most < lowBefore) {
      high[c] = (most + lowBefore) / 2;
      low[c - 1] = (most + lowBefore) / 2;
    }
    lowBefore = least;
    highBefore = most;
  }
}
