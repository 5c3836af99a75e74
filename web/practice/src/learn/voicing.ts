/**
 * The voice of a lesson, which the first tap that needs one opens: what that tap wishes waits until it is there, so that
 * the first count-in is heard. Must not know what is wished, nor how a voice speaks.
 */

import type { Voice } from "./voice";

export interface Voicing {
  /** Does it as soon as there is a voice or none to be had; of several that wait, the last alone. */
  ask(wish: () => void): void;
  /** Does it now; what waits is not wanted any more. */
  now(wish: () => void): void;
  /** Nothing that waits is done, and no voice speaks. */
  close(): void;
}

interface VoicingRules {
  readonly open: () => Promise<Voice>;
  readonly opened: (voice: Voice) => void;
  /** None is to be had; the next wish tries again, and waits no more. */
  readonly lacks: () => void;
}

export function voicing({ open, opened, lacks }: VoicingRules): Voicing {
  let voice: Voice | null = null;
  let waiting: (() => void) | null = null;
  let [isOpening, isLacking, isClosed] = [false, false, false];

  function doNow(wish: (() => void) | null): void {
    waiting = null;
    wish?.();
  }

  async function begin(): Promise<void> {
    isOpening = true;
    try {
      const given = await open();
      if (isClosed) return given.close();
      voice = given;
      opened(given);
    } catch {
      isLacking = true;
      if (!isClosed) lacks();
    } finally {
      isOpening = false;
    }
    doNow(waiting);
  }

  return {
    ask(wish) {
      if (voice || isLacking) doNow(wish);
      else waiting = wish;
      if (!voice && !isOpening) void begin();
    },
    now: doNow,
    close() {
      isClosed = true;
      waiting = null;
      voice?.close();
    },
  };
}
