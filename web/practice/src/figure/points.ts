/** Points of a plane, and what lies between them. Pure. */

export type Point = readonly [x: number, y: number];
/** Where a landmark is on the canvas; null where it is not seen. */
export type PointOf = (mark: number) => Point | null;

/** From one to the other by that share, or beyond. */
export function between(from: Point, to: Point, share: number): Point {
  return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
}

export function apart(from: Point, to: Point): number {
  return Math.hypot(to[0] - from[0], to[1] - from[1]);
}

/** Null: there are none. */
export function middleOf(points: readonly Point[]): Point | null {
  if (points.length === 0) return null;
  const mean = (axis: 0 | 1) => points.reduce((sum, at) => sum + at[axis], 0) / points.length;
  return [mean(0), mean(1)];
}
