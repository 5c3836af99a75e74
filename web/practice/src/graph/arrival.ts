/**
 * When a camera's picture was taken, on the page's clock. A camera stamps its pictures by a clock of its own; the picture
 * that arrived soonest after its stamp tells how far that clock is from ours. What the camera itself takes is left to
 * the calibration.
 */

/** The clocks drift: a soonest arrival counts for this long, at most twice that. */
const SPAN_MS = 10_000;

export interface Arrivals {
  /** Of a picture that arrived now: when it was taken. Never after it arrived. */
  takenMs(stampMs: number, arrivedMs: number): number;
}

export function arrivals(): Arrivals {
  let [sinceMs, soonest, soonestBefore] = [
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ];
  let lastStampMs = Number.NEGATIVE_INFINITY;
  return {
    takenMs(stampMs, arrivedMs) {
      // The camera's clock began anew: what was known of it is of another one.
      if (stampMs < lastStampMs) sinceMs = Number.NEGATIVE_INFINITY;
      lastStampMs = stampMs;
      if (arrivedMs - sinceMs > SPAN_MS) {
        // A first span begins with no arrival before it.
        soonestBefore = arrivedMs - sinceMs > 2 * SPAN_MS ? Number.POSITIVE_INFINITY : soonest;
        [sinceMs, soonest] = [arrivedMs, Number.POSITIVE_INFINITY];
      }
      soonest = Math.min(soonest, arrivedMs - stampMs);
      return stampMs + Math.min(soonest, soonestBefore);
    },
  };
}
