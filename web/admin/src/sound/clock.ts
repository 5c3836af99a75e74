/**
 * Which frame of the audio context is heard at an instant. The browser's pairs of (context time, performance time)
 * shake by some milliseconds, so the median of the last ones counts; the two clocks drift by microseconds meanwhile.
 */

import { RATE_HZ } from "./types";

const READINGS = 31;

export interface HeardClock {
  /** Output frame (between two, as it may be) that leaves the speaker at an instant of performance.now(). */
  readonly frameAt: (performanceMs: number) => number;
  /** Takes a reading; call it often: in every frame, and in every turn of a timer. */
  readonly look: () => void;
  /** Forgets the readings: after the context stood still. */
  readonly reset: () => void;
}

export function heardClock(context: AudioContext): HeardClock {
  const leads = new Float64Array(READINGS);
  const sorted = new Float64Array(READINGS);
  let count = 0;
  let lead = Number.NaN;

  function look(): void {
    leads[count++ % READINGS] = reading(context);
    const known = Math.min(count, READINGS);
    sorted.set(leads);
    lead = sorted.subarray(0, known).sort()[known >> 1] as number;
  }

  return {
    frameAt: (performanceMs) => {
      if (count === 0) look();
      return ((performanceMs + lead) / 1000) * RATE_HZ;
    },
    look,
    reset: () => {
      count = 0;
    },
  };
}

/** Milliseconds that the heard context time is ahead of performance.now(). */
function reading(context: AudioContext): number {
  const { contextTime, performanceTime } = context.getOutputTimestamp();
  if (contextTime && performanceTime) return contextTime * 1000 - performanceTime;
  // Not known before the device has begun, nor in every browser: what is rendered now, less what it is late.
  return (
    (context.currentTime - (context.outputLatency || context.baseLatency || 0)) * 1000 - performance.now()
  );
}
