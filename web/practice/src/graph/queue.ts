/**
 * The queue before a branch: whoever puts something in never waits. What does not fit pushes out the oldest that
 * waits, which is given back to be let go (a camera picture must be closed). Knows no branch.
 */

export interface Queue<Item> {
  put(item: Item): void;
  /** Nothing is worked on any more; what waited is let go. */
  close(): void;
  /** Resolves when nothing waits and nothing is worked on. */
  idle(): Promise<void>;
}

export interface QueueRules<Item> {
  /** How many may wait while one is worked on. */
  readonly room: number;
  readonly work: (item: Item) => Promise<void> | void;
  /** Told of each that is passed over; `isLate`: for something newer, not as the queue closed. */
  readonly letGo: (item: Item, isLate: boolean) => void;
  /** What `work` threw; the queue goes on. */
  readonly failed: (error: unknown) => void;
}

export function queueOf<Item>({ room, work, letGo, failed }: QueueRules<Item>): Queue<Item> {
  const waiting: Item[] = [];
  const idlers: (() => void)[] = [];
  let isWorking = false;
  let isClosed = false;

  async function run(first: Item): Promise<void> {
    isWorking = true;
    for (let item: Item | undefined = first; item !== undefined; item = waiting.shift()) {
      try {
        await work(item);
      } catch (error) {
        failed(error);
      }
    }
    isWorking = false;
    for (const told of idlers.splice(0)) told();
  }

  return {
    put(item) {
      if (isClosed) letGo(item, false);
      else if (!isWorking) void run(item);
      else {
        waiting.push(item);
        while (waiting.length > room) letGo(waiting.shift() as Item, true);
      }
    },
    close() {
      isClosed = true;
      for (const item of waiting.splice(0)) letGo(item, false);
    },
    idle: () => (isWorking ? new Promise((told) => idlers.push(told)) : Promise.resolve()),
  };
}
