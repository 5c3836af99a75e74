/** What somebody chooses before a dance: whether it is filmed, and how the teacher is drawn over them, which is kept. */

import { useCallback, useState } from "react";
import { keepWord, keptWord } from "../app/keptWord";
import type { Wishes } from "../graph";

export type Chosen = Pick<Wishes, "record" | "overlay">;

export const OVERLAYS = ["none", "skeleton", "silhouette"] as const satisfies readonly Wishes["overlay"][];
const OVERLAY_KEPT = "eightcount.overlay";

export function useChosen(): [Chosen, (chosen: Chosen) => void] {
  const [chosen, set] = useState<Chosen>(() => ({
    record: true,
    overlay: keptWord(OVERLAY_KEPT, OVERLAYS, "skeleton"),
  }));
  const choose = useCallback((next: Chosen) => {
    keepWord(OVERLAY_KEPT, next.overlay);
    set(next);
  }, []);
  return [chosen, choose];
}
