/** The time axis of one eight-count's row, and its piece of the waveform. All rows have one scale. */
import { columnsOfPeaks } from "../drawing/columns";
import { gridOf } from "../drawing/grid";
import type { Peaks } from "../drawing/types";

export type RowScale = {
  /** Seconds at the left and the right edge. */
  readonly fromS: number;
  readonly toS: number;
  readonly stepS: number;
};

/** What is seen before the "one", and how much in all, in steps. */
const BEFORE = 0.25;
const STEPS = 9;

export function rowScale(startS: number, stepS: number): RowScale {
  return { fromS: startS - BEFORE * stepS, toS: startS + (STEPS - BEFORE) * stepS, stepS };
}

/** Where a time lies in the row, 0 to 1. */
export function shareOf({ fromS, toS }: RowScale, s: number): number {
  return (s - fromS) / (toS - fromS);
}

export function drawRow(canvas: HTMLCanvasElement, peaks: Peaks, scale: RowScale): void {
  const ratio = devicePixelRatio;
  const columns = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  const context = canvas.getContext("2d");
  if (context === null || columns === 0 || !(scale.stepS > 0)) return;
  canvas.width = columns;
  canvas.height = height;
  drawPlaces(context, columns, height, ratio);
  const secondsPerColumn = (scale.toS - scale.fromS) / columns;
  const low = new Float32Array(columns);
  const high = new Float32Array(columns);
  columnsOfPeaks(peaks, gridOf(secondsPerColumn), Math.round(scale.fromS / secondsPerColumn), low, high);
  context.fillStyle = colour(canvas, "wave");
  for (let column = 0; column < columns; column++) {
    const top = high[column] as number;
    const bottom = low[column] as number;
    if (Number.isNaN(top)) continue;
    const y = ((1 - top) / 2) * height;
    context.fillRect(column, y, 1, Math.max(1, ((top - bottom) / 2) * height));
  }
}

/** Where the counts would be in even tempo. */
function drawPlaces(context: CanvasRenderingContext2D, columns: number, height: number, ratio: number): void {
  context.fillStyle = colour(context.canvas, "line");
  for (let step = 0; step <= STEPS - 1; step++) {
    context.fillRect(Math.round(((step + BEFORE) / STEPS) * columns), 0, ratio, height);
  }
}

function colour(element: HTMLElement, name: string): string {
  return getComputedStyle(element).getPropertyValue(`--timeline-${name}`).trim();
}
