/**
 * Which second is at which pixel, and what zooming and scrolling make of a view. Pure; drawing, hit testing and
 * dragging all go through here, so that they agree.
 */

import { RATE_HZ, type Span } from "../sound/types";
import type { Viewport } from "./types";

/** A sample is 24 pixels wide at the closest. */
export const CLOSEST_S = 1 / RATE_HZ / 24;

export function xOf(view: Viewport, atS: number): number {
  return (atS - view.startS) / view.secondsPerPixel;
}

export function timeAt(view: Viewport, xPx: number): number {
  return view.startS + xPx * view.secondsPerPixel;
}

export function endOf(view: Viewport): number {
  return timeAt(view, view.widthPx);
}

/** The view of a span from edge to edge. */
export function viewOf(span: Span, widthPx: number): Viewport {
  return {
    startS: span.startS,
    secondsPerPixel: Math.max((span.endS - span.startS) / widthPx, CLOSEST_S),
    widthPx,
  };
}

/** The nearest view that is not closer than a sample allows, nor wider than the bounds, nor outside them. */
export function keptWithin(view: Viewport, bounds: Span): Viewport {
  const widest = Math.max((bounds.endS - bounds.startS) / view.widthPx, CLOSEST_S);
  const secondsPerPixel = Math.min(Math.max(view.secondsPerPixel, CLOSEST_S), widest);
  const last = Math.max(bounds.startS, bounds.endS - secondsPerPixel * view.widthPx);
  return {
    startS: Math.min(Math.max(view.startS, bounds.startS), last),
    secondsPerPixel,
    widthPx: view.widthPx,
  };
}

/** Scaled by `factor` (below 1: closer), with `aroundS` staying where it is on the screen. */
export function zoomed(view: Viewport, factor: number, aroundS: number, bounds: Span): Viewport {
  const scaled = keptWithin({ ...view, secondsPerPixel: view.secondsPerPixel * factor }, bounds);
  return keptWithin({ ...scaled, startS: aroundS - xOf(view, aroundS) * scaled.secondsPerPixel }, bounds);
}

export function scrolled(view: Viewport, byPx: number, bounds: Span): Viewport {
  return keptWithin({ ...view, startS: view.startS + byPx * view.secondsPerPixel }, bounds);
}

/** The same left edge and scale in another width. */
export function resized(view: Viewport, widthPx: number, bounds: Span): Viewport {
  return keptWithin({ ...view, widthPx }, bounds);
}

/** Scrolled so that `atS` is seen: unchanged where it is, else with it at a tenth from the left. */
export function revealed(view: Viewport, atS: number, bounds: Span): Viewport {
  const x = xOf(view, atS);
  if (x >= 0 && x < view.widthPx) return view;
  return keptWithin({ ...view, startS: atS - 0.1 * view.widthPx * view.secondsPerPixel }, bounds);
}

/** Scrolled so that `atS` is in the middle. */
export function centred(view: Viewport, atS: number, bounds: Span): Viewport {
  return keptWithin({ ...view, startS: atS - 0.5 * view.widthPx * view.secondsPerPixel }, bounds);
}
