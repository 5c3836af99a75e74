/** What a dancer is shown of the scoring, for the screen: draws anew where something of it has changed. */

import type { Pack } from "@eightcount/runtime";
import { DEFAULTS, type Event } from "@eightcount/runtime/scoring";
import { useCallback, useRef, useState } from "react";
import { after, type Live, type LiveState, liveOf } from "./live";

interface LiveShown {
  readonly live: Live;
  readonly take: (event: Event) => void;
  /** From the beginning. */
  readonly clear: () => void;
}

export function useLive(pack: Pack, parts: readonly number[]): LiveShown {
  const [live, show] = useState<Live>(() => liveOf(parts).live);
  const state = useRef<LiveState>(liveOf(parts));
  const take = useCallback(
    (event: Event) => {
      const next = after(state.current, event, pack.routine.scoring ?? DEFAULTS);
      const isSame = next.live === state.current.live;
      state.current = next;
      if (!isSame) show(next.live);
    },
    [pack],
  );
  const clear = useCallback(() => {
    state.current = liveOf(parts);
    show(state.current.live);
  }, [parts]);
  return { live, take, clear };
}
