/** The page's clock: milliseconds that pages and workers count alike. */
export function pageMs(): number {
  return performance.timeOrigin + performance.now();
}

/** What requestVideoFrameCallback and requestAnimationFrame call a time, on the page's clock. */
export function onPageClock(sinceOriginMs: number): number {
  return performance.timeOrigin + sinceOriginMs;
}
