/**
 * Columns of device pixels, and which samples and seconds each covers. Everything that is drawn goes through here, so
 * that a mark on a sample is in the column in which that sample is drawn, at every zoom. Pure.
 *
 * Columns are counted from song second 0, not from the left edge: scrolling moves whole columns and changes no picture.
 */

import { type Alignment, RATE_HZ } from "../sound/types";
import type { Viewport } from "./types";

/** A view in device pixels. */
export interface Frame {
  readonly secondsPerColumn: number;
  /** The column at the left edge. */
  readonly firstColumn: number;
  readonly columns: number;
  readonly pixelRatio: number;
}

export function frameOf(view: Viewport, pixelRatio: number): Frame {
  const secondsPerColumn = view.secondsPerPixel / pixelRatio;
  return {
    secondsPerColumn,
    firstColumn: Math.round(view.startS / secondsPerColumn),
    columns: Math.round(view.widthPx * pixelRatio),
    pixelRatio,
  };
}

/** Device pixels from the left edge at which a time is drawn: a whole number, outside [0, columns) where not seen. */
export function xOfTime(frame: Frame, atS: number): number {
  return Math.floor(atS / frame.secondsPerColumn + ROUNDING) - frame.firstColumn;
}

/** What binary fractions may lack of a whole column. */
const ROUNDING = 1e-6;

/** Column c covers samples n with `zero + c * perColumn <= n < zero + (c + 1) * perColumn`. */
export interface Grid {
  readonly zero: number;
  readonly perColumn: number;
}

/** The grid on a sound's own samples; `alignment` where these count on the video clock. */
export function gridOf(secondsPerColumn: number, alignment: Alignment | null = null): Grid {
  const rate = alignment?.rate ?? 1;
  return {
    zero: (-(alignment?.offsetS ?? 0) * RATE_HZ) / rate,
    perColumn: (secondsPerColumn * RATE_HZ) / rate,
  };
}

/** The first sample of a column; the one before it belongs to the column before. */
export function firstSampleOf(grid: Grid, column: number): number {
  return Math.ceil(grid.zero + column * grid.perColumn - ROUNDING * grid.perColumn);
}

/** The column of a sample: the one with `firstSampleOf(c) <= sample < firstSampleOf(c + 1)`. */
export function columnOf(grid: Grid, sample: number): number {
  let column = Math.floor((sample - grid.zero) / grid.perColumn);
  while (firstSampleOf(grid, column) > sample) column--;
  while (firstSampleOf(grid, column + 1) <= sample) column++;
  return column;
}
