/** Whether nobody is in view while somebody should dance, for the screen: draws anew where that has changed. */

import { useCallback, useEffect, useRef, useState } from "react";
import type { PoseFrame } from "../graph";
import { SEEN, unseenAfter } from "./unseen";

/** @param isDancing false: it stands, and who walks away then is not missed */
export function useUnseen(isDancing: boolean) {
  const [isUnseen, tell] = useState(false);
  const state = useRef(SEEN);
  const watch = useCallback((frame: PoseFrame) => {
    state.current = unseenAfter(state.current, frame);
    tell(state.current.isTold);
  }, []);
  useEffect(() => {
    if (isDancing) return;
    state.current = SEEN;
    tell(false);
  }, [isDancing]);
  return { isUnseen, watch };
}
