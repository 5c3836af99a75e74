/**
 * A branch of the graph: its queue, its work, its counts. Branches meet only where `graph` joins them; none waits for
 * another, as `put` never does.
 */

import { pageMs } from "./pageClock";
import { queueOf } from "./queue";
import { tallyOf } from "./tally";
import type { BranchStats } from "./types";

export interface Branch<Item> {
  put(item: Item): void;
  stats(): BranchStats;
  recount(): void;
  idle(): Promise<void>;
  close(): void;
}

export interface BranchRules<Item> {
  /** How many may wait; what came before gives way. */
  readonly room: number;
  /** False: nothing came of it. */
  readonly work: (item: Item) => Promise<boolean> | boolean;
  /** From when on its latency counts, on the page's clock. */
  readonly sinceMs: (item: Item) => number;
  /** What comes sooner after the one that was worked on last is passed over; 0: nothing. */
  readonly everyMs?: number;
  readonly letGo?: (item: Item) => void;
  readonly failed: (error: unknown) => void;
}

export function branchOf<Item>(rules: BranchRules<Item>): Branch<Item> {
  const { room, work, sinceMs, everyMs = 0, letGo, failed } = rules;
  const tally = tallyOf();
  let takenMs = Number.NEGATIVE_INFINITY;
  const queue = queueOf<Item>({
    room,
    async work(item) {
      takenMs = sinceMs(item);
      if (await work(item)) tally.done(pageMs() - sinceMs(item));
      else tally.dropped();
    },
    letGo(item, isLate) {
      if (isLate) tally.dropped();
      letGo?.(item);
    },
    failed,
  });
  return {
    put(item) {
      tally.came();
      if (Math.abs(sinceMs(item) - takenMs) < everyMs) {
        tally.dropped();
        letGo?.(item);
        return;
      }
      queue.put(item);
    },
    stats: tally.stats,
    recount: tally.recount,
    idle: queue.idle,
    close: queue.close,
  };
}
