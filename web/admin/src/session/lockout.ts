/** Whole seconds until a lock opens, rounded up so that 0 means it is open. Pure. */
export function secondsToWait(opensMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((opensMs - nowMs) / 1000));
}
