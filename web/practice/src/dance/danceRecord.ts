/**
 * What a dance leaves on the device: its poses while it is danced, its result when it is over. Judges nothing, shows
 * nothing.
 */

import type { Danced, PoseFrame } from "../graph/types";
import { type About, keepDanced } from "../results/history";
import { type Draft, draftOf } from "../results/unfinished";
import type { Phase } from "./phase";

export interface DanceRecord {
  readonly hasBegun: boolean;
  begin(about: About): void;
  /** What was begun came to nothing: as if it had never been. */
  forget(): void;
  /** A pose that is scored. */
  take(frame: PoseFrame): void;
  /** Writes the poses that came: a page that dies leaves no more than those that came since. */
  flush(): void;
  /** Keeps the result of what was begun; what the screen shows then. */
  keep(danced: Danced): Promise<Phase>;
}

/** By the database of results, unless others are handed in. */
export function danceRecord(keep = keepDanced, drafted = draftOf): DanceRecord {
  let begun: { readonly about: About; readonly draft: Draft } | null = null;
  return {
    get hasBegun() {
      return begun !== null;
    },
    begin(about) {
      begun = { about, draft: drafted(about) };
    },
    forget() {
      void begun?.draft.close();
      begun = null;
    },
    take: (frame) => begun?.draft.take(frame),
    flush: () => begun?.draft.flush(),
    async keep(danced) {
      if (!begun) throw new Error("Nothing was begun.");
      const { about, draft } = begun;
      try {
        const id = await keep(danced, about);
        await draft.close();
        return { at: "kept", id };
      } catch {
        const { film, notFilmed, interrupted, sheet } = danced;
        const { score, medal } = sheet.total;
        return {
          at: "unkept",
          result: { kept: { ...about, id: "", score, medal, film, notFilmed, interrupted }, danced },
        };
      }
    },
  };
}
