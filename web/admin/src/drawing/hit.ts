/** What lies under a point: the nearest mark, the block, the lane. Pure. */

import type { Block, Hit, Lane, Mark, Viewport } from "./types";
import { timeAt } from "./viewport";

export interface Placed {
  readonly lane: Lane;
  readonly topPx: number;
}

export function placedLanes(lanes: readonly Lane[]): Placed[] {
  let topPx = 0;
  return lanes.map((lane) => {
    const placed = { lane, topPx };
    topPx += lane.heightPx;
    return placed;
  });
}

export function hitAt(
  placed: readonly Placed[],
  view: Viewport,
  xPx: number,
  yPx: number,
  withinPx: number,
): Hit | null {
  const under = placed.find(({ lane, topPx }) => yPx >= topPx && yPx < topPx + lane.heightPx);
  if (!under) return null;
  const { lane } = under;
  const atS = timeAt(view, xPx);
  let index = -1;
  if (lane.kind === "marks") index = nearestMark(lane.marks, atS, withinPx * view.secondsPerPixel);
  if (lane.kind === "blocks") index = blockAt(lane.blocks, atS);
  return { laneId: lane.id, atS, index: index < 0 ? null : index };
}

/** Index of the first mark that is not before a time; the count where all are. */
export function firstFrom(marks: readonly Mark[], atS: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((marks[middle] as Mark).atS < atS) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the mark nearest to a time and not further than `withinS`; of two as near, the later. -1 without one. */
export function nearestMark(marks: readonly Mark[], atS: number, withinS: number): number {
  const after = firstFrom(marks, atS);
  const before = after - 1;
  const toAfter = after < marks.length ? (marks[after] as Mark).atS - atS : Number.POSITIVE_INFINITY;
  const toBefore = before >= 0 ? atS - (marks[before] as Mark).atS : Number.POSITIVE_INFINITY;
  if (Math.min(toAfter, toBefore) > withinS) return -1;
  return toAfter <= toBefore ? after : before;
}

function blockAt(blocks: readonly Block[], atS: number): number {
  return blocks.findIndex(({ startS, endS }) => atS >= startS && atS < endS);
}
