/** What a branch counts of itself. Must not know what goes through the branch. */

import type { BranchStats } from "./types";

/** Of so many last latencies the median is told. */
const KEPT = 1024;

export interface Tally {
  came(count?: number): void;
  dropped(count?: number): void;
  /** One is done, that much after its capture. */
  done(latencyMs: number): void;
  /** From now on, as if nothing had come yet. */
  recount(): void;
  stats(): BranchStats;
}

export function tallyOf(): Tally {
  const latencies = new Float64Array(KEPT);
  let [came, done, dropped, worstMs] = [0, 0, 0, 0];
  return {
    came(count = 1) {
      came += count;
    },
    dropped(count = 1) {
      dropped += count;
    },
    done(latencyMs) {
      latencies[done % KEPT] = latencyMs;
      done++;
      worstMs = Math.max(worstMs, latencyMs);
    },
    recount() {
      [came, done, dropped, worstMs] = [0, 0, 0, 0];
    },
    stats: () => ({
      came,
      done,
      dropped,
      medianLatencyMs: medianOf(latencies.subarray(0, Math.min(done, KEPT))),
      worstLatencyMs: done > 0 ? worstMs : null,
    }),
  };
}

/** The middle one, or the upper of the two in the middle; null of nothing. */
export function medianOf(values: ArrayLike<number>): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] as number;
}
