/**
 * Song time as the editor keeps it: seconds on the song clock, rounded to the microsecond, so that a time is the
 * same number here, in JSON and in the database. Knows nothing of marks.
 */

/** Two marks are never nearer than this. */
export const LEAST_GAP_S = 0.001;

const PER_S = 1_000_000;
const LEAST_GAP_US = LEAST_GAP_S * PER_S;

/** The nearest whole microsecond, in seconds; never minus zero. */
export function microseconds(s: number): number {
  return toUs(s) / PER_S;
}

/** Whole microseconds, for JSON and for comparisons that must not depend on floating point. */
export function toUs(s: number): number {
  return Math.round(s * PER_S) + 0;
}

export function fromUs(us: number): number {
  return us / PER_S;
}

/** Milliseconds for people: one decimal. */
export function shownMs(s: number): number {
  return Math.round(s * 10_000) / 10 + 0;
}

/** Seconds for people: milliseconds kept. */
export function shownS(s: number): number {
  return Math.round(s * 1000) / 1000 + 0;
}

/** Whether two times may stand beside each other as marks. */
export function apart(oneS: number, otherS: number): boolean {
  return Math.abs(toUs(oneS) - toUs(otherS)) >= LEAST_GAP_US;
}
