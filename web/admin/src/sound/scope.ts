/**
 * Owns whatever has to be undone: listeners, timers, nodes, requests. A room opens one scope and closes it once.
 * It knows nothing of sound or drawing; `drawing/` uses it too.
 */

export interface Scope {
  /** Runs when the scope closes, last added first; at once where it is closed already. Returns an early undo. */
  readonly add: (undo: () => void) => () => void;
  readonly listen: <E extends Event>(
    target: EventTarget,
    type: string,
    listener: (event: E) => void,
    options?: AddEventListenerOptions,
  ) => () => void;
  /** Calls `tick` every `periodMs` until undone. */
  readonly every: (periodMs: number, tick: () => void) => () => void;
  /** Aborts when the scope closes: for fetch. */
  readonly signal: AbortSignal;
  readonly closed: () => boolean;
  /** How much is still to be undone: for tests of leaks. */
  readonly size: () => number;
  readonly close: () => void;
}

export function openScope(): Scope {
  const undos = new Set<() => void>();
  const aborter = new AbortController();

  function add(undo: () => void): () => void {
    if (aborter.signal.aborted) {
      undo();
      return () => undefined;
    }
    const once = () => {
      if (undos.delete(once)) undo();
    };
    undos.add(once);
    return once;
  }

  function listen<E extends Event>(
    target: EventTarget,
    type: string,
    listener: (event: E) => void,
    options?: AddEventListenerOptions,
  ): () => void {
    const heard = (event: Event) => listener(event as E);
    target.addEventListener(type, heard, options);
    return add(() => target.removeEventListener(type, heard, options));
  }

  function every(periodMs: number, tick: () => void): () => void {
    const timer = setInterval(tick, periodMs);
    return add(() => clearInterval(timer));
  }

  function close(): void {
    for (const undo of [...undos].reverse()) undo();
    aborter.abort();
  }

  return {
    add,
    listen,
    every,
    signal: aborter.signal,
    closed: () => aborter.signal.aborted,
    size: () => undos.size,
    close,
  };
}
