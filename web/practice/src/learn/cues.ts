/** The counts that are still to be spoken, in their order. */

import type { Spoken } from "./lesson";
import type { Voice } from "./voice";

/** A voice is woken so long before the next count; longer than any beat, so that it does not sleep between two. */
const WAKE_S = 3;

export interface Cues {
  /** From now on these, those before a second of the class left out. */
  set(counts: readonly Spoken[], fromS: number): void;
  /** Asks the voice for what is due soon, and lets it rest where that is nothing. Without one the counts pass unheard. */
  speak(atS: number, speed: number, voice: Voice | null): void;
}

export function cues(): Cues {
  let due: readonly Spoken[] = [];
  return {
    set(counts, fromS) {
      due = counts.filter(({ atS }) => atS >= fromS);
    },
    speak(atS, speed, voice) {
      const aheadS = voice?.aheadS ?? 0;
      const now = due.filter((each) => (each.atS - atS) / speed <= aheadS);
      for (const each of now) voice?.speak(each.count, (each.atS - atS) / speed);
      if (now.length > 0) due = due.slice(now.length);
      const [next] = due;
      if (next && (next.atS - atS) / speed <= WAKE_S) voice?.wake();
      else voice?.rest();
    },
  };
}
