/** Statistics that one bad value cannot spoil. Pure arithmetic: knows nothing of marks or music. */

/** Turns a median absolute deviation into the standard deviation of normal noise. */
const MAD_TO_SIGMA = 1.4826;

/** The middle value, or the mean of the two in the middle. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** Standard deviation as the median absolute deviation tells it, around `centre`. */
export function spread(values: readonly number[], centre = median(values)): number {
  return MAD_TO_SIGMA * median(values.map((value) => Math.abs(value - centre)));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Differences of neighbours: one fewer than the values. */
export function steps(sorted: readonly number[]): number[] {
  return sorted.slice(1).map((value, at) => value - (sorted[at] ?? value));
}

/** A line y = y0 + slope * x that up to a quarter of bad points cannot bend (Theil and Sen: median of all slopes). */
export type Line = { readonly y0: number; readonly slope: number };

export function robustLine(points: readonly (readonly [x: number, y: number])[]): Line | null {
  const slopes = points.flatMap(([x, y], at) =>
    points
      .slice(at + 1)
      .filter(([otherX]) => otherX !== x)
      .map(([otherX, otherY]) => (otherY - y) / (otherX - x)),
  );
  if (slopes.length === 0) return null;
  const slope = median(slopes);
  return { slope, y0: median(points.map(([x, y]) => y - slope * x)) };
}
