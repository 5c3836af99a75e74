/**
 * The magnet while a mark is dragged: within some pixels a mark jumps to an onset, a grid beat or the playhead, so that
 * the closer one has zoomed in, the less it pulls. With Shift it is off.
 */
import type { View } from "./desk";
import { nearestBeat } from "./grid";
import { type Mark, nearestTo, type Sketch } from "./sketch";

export type Pull = "onset" | "grid" | "playhead";
export type Pulled = { readonly s: number; readonly to: Pull | null };

/** As wide as a finger's or a mouse's shake. */
const REACH_PIXELS = 8;

/** Where a mark dragged to `s` comes to lie. Of two that pull, the nearer one wins; of equals the onset. */
export function pulled(view: View, s: number, free: boolean, reachPixels = REACH_PIXELS): Pulled {
  if (free) return { s, to: null };
  const onset = nearestTo(view.onsets, s);
  const targets: readonly (readonly [Pull, number])[] = [
    ...(onset === null ? [] : [["onset", onset.s] as const]),
    ...(view.grid === null ? [] : [["grid", nearestBeat(view.grid, s)] as const]),
    ["playhead", view.playheadS],
  ];
  const reachS = reachPixels / view.pixelsPerS;
  let best: Pulled = { s, to: null };
  let bestS = reachS;
  for (const [to, targetS] of targets) {
    const farS = Math.abs(targetS - s);
    if (farS < bestS || (best.to === null && farS <= reachS)) {
      best = { s: targetS, to };
      bestS = farS;
    }
  }
  return best;
}

/** The mark that a click at `s` means: the nearest within some pixels. */
export function markNear(
  sketch: Pick<Sketch, "marks">,
  s: number,
  pixelsPerS: number,
  reachPixels = REACH_PIXELS,
): Mark | null {
  const mark = nearestTo(sketch.marks, s);
  return mark !== null && Math.abs(mark.s - s) * pixelsPerS <= reachPixels ? mark : null;
}
