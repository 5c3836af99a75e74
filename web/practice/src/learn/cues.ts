/** The counts that are still to be spoken, in their order. */

import type { Spoken } from "./lesson";
import type { Voice } from "./voice";

export interface Cues {
  /** From now on these, those before a second of the class left out. */
  set(counts: readonly Spoken[], fromS: number): void;
  /** Asks the voice for what is due soon. Without a voice the counts pass unheard. */
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
    },
  };
}
