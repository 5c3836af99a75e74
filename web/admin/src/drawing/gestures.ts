/**
 * Wheel, trackpad and two fingers on a timeline: sideways scrolls, Shift turns a wheel sideways, Ctrl or Command (which
 * is what a pinch on a trackpad sends) zooms around the pointer. A plain wheel is left to the page.
 */

import type { Scope } from "../sound/scope";

export interface Gestures {
  readonly scrollBy: (px: number) => void;
  readonly zoomAt: (factor: number, xPx: number) => void;
}

const LINE_PX = 16;
/** How much a notch of the wheel zooms: 100 px make a factor of 1.35. */
const ZOOM_PER_PX = 0.003;

export function listenToGestures(host: HTMLElement, scope: Scope, { scrollBy, zoomAt }: Gestures): void {
  const xIn = (clientX: number) => clientX - host.getBoundingClientRect().left;

  function wheeled(event: WheelEvent): void {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoomAt(Math.exp(event.deltaY * unit * ZOOM_PER_PX), xIn(event.clientX));
      return;
    }
    const sideways = event.shiftKey && !event.deltaX ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) <= (event.shiftKey ? 0 : Math.abs(event.deltaY))) return;
    event.preventDefault();
    scrollBy(sideways * unit);
  }

  const fingers = new Map<number, number>();

  function fingerMoved(event: PointerEvent): void {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    const x = xIn(event.clientX);
    fingers.set(event.pointerId, x);
    if (other === undefined) return;
    zoomAt(Math.max(Math.abs(before - other), 8) / Math.max(Math.abs(x - other), 8), (x + other) / 2);
    scrollBy((before - x) / 2);
  }

  scope.listen(host, "wheel", wheeled, { passive: false });
  scope.listen(host, "pointerdown", (event: PointerEvent) => {
    if (event.pointerType === "touch") fingers.set(event.pointerId, xIn(event.clientX));
  });
  scope.listen(host, "pointermove", fingerMoved);
  for (const type of ["pointerup", "pointercancel", "pointerleave"]) {
    scope.listen(host, type, (event: PointerEvent) => fingers.delete(event.pointerId));
  }
}
