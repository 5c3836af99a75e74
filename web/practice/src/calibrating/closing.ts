/** What was opened and must be closed, once, when all is over or a signal says so. Must not know what it closes. */

export interface Closing {
  readonly signal: AbortSignal;
  /** Closed with the rest. Where the signal has come already: now, and the signal's reason is thrown. */
  add(close: () => void): void;
  /** Closes what was added and is not closed yet, last first. */
  close(): void;
}

export function closingWith(signal: AbortSignal): Closing {
  const open: (() => void)[] = [];
  const close = () => {
    for (let each = open.pop(); each; each = open.pop()) each();
  };
  signal.addEventListener("abort", close, { once: true });
  return {
    signal,
    add(each) {
      open.push(each);
      if (!signal.aborted) return;
      close();
      throw signal.reason;
    },
    close,
  };
}
