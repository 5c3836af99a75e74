/** Whether a camera sends pictures: counted as they come, and the next one waited for. Must not look at them. */

export interface Coming {
  /** A picture came. */
  came(): void;
  /** How many did so far. */
  count(): number;
  /** Does one come within so long? */
  soon(ms: number): Promise<boolean>;
}

export function comingPictures(): Coming {
  const waiting = new Set<(isThere: boolean) => void>();
  let count = 0;
  return {
    came() {
      count++;
      for (const tell of waiting) tell(true);
    },
    count: () => count,
    soon: (ms) =>
      new Promise((resolve) => {
        const tell = (isThere: boolean) => {
          clearTimeout(patience);
          waiting.delete(tell);
          resolve(isThere);
        };
        const patience = setTimeout(() => tell(false), ms);
        waiting.add(tell);
      }),
  };
}
