/** What the dance screen does about what a practice tells, kind by kind. Holds no state. */

import type { Event } from "@eightcount/runtime/scoring";
import type { Danced, Interruption, NotFilmed, PoseFrame, Told } from "../graph";
import type { DanceRecord } from "./danceRecord";
import type { Phase } from "./phase";

export interface Heard {
  readonly go: (phase: Phase) => void;
  readonly record: DanceRecord;
  /** What the scoring says. */
  readonly scored: (event: Event) => void;
  /** A picture from before it began: somebody finds their place. */
  readonly checked: (frame: PoseFrame) => void;
  /** A picture of the dance, scored or not. */
  readonly watched: (frame: PoseFrame) => void;
  readonly notFilmed: (why: NotFilmed) => void;
  readonly ended: (danced: Danced) => void;
  /** It ended, and nothing was danced; null: not even a sheet could be made of that. */
  readonly cameToNothing: (why: Interruption | null) => void;
}

type Of<Kind extends Told["kind"]> = Extract<Told, { kind: Kind }>;

export function hearing({
  go,
  record,
  scored,
  checked,
  watched,
  notFilmed,
  ended,
  cameToNothing,
}: Heard): (told: Told) => void {
  const by: { readonly [Kind in Told["kind"]]: (told: Of<Kind>) => void } = {
    scored({ event }) {
      scored(event);
      if (event.kind === "judgement") record.flush();
    },
    pose({ frame, scored: taken }) {
      // Once it has begun nobody is checked any more.
      if (!record.hasBegun) return checked(frame);
      watched(frame);
      if (taken) record.take(taken);
    },
    paused: ({ why }: { readonly why: Interruption }) => go({ at: "paused", why }),
    resumed: () => go({ at: "dancing" }),
    "not-filmed": ({ why }) => notFilmed(why),
    ended({ danced }) {
      if (record.hasBegun && !isNothing(danced)) ended(danced);
      else cameToNothing(danced.interrupted);
    },
    unscored() {
      if (!record.hasBegun) return cameToNothing(null);
      record.flush();
      go({ at: "broken", what: "result" });
    },
  };
  return (told) => (by[told.kind] as (told: Told) => void)(told);
}

/** It broke off before anything was seen or filmed: that is no result. */
function isNothing({ film, interrupted, posesAtS }: Danced): boolean {
  return interrupted !== null && film === null && posesAtS.length === 0;
}
