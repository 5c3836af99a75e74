/** Three, two, one, a second each; then it starts. */

import { useEffect } from "react";
import { countedDown, type Phase } from "./phase";

const COUNT_MS = 1000;

export function useCountdown(phase: Phase, go: (phase: Phase) => void, start: () => void): void {
  useEffect(() => {
    if (phase.at !== "counting") return;
    const next = countedDown(phase.left);
    const timer = setTimeout(() => (next ? go(next) : start()), COUNT_MS);
    return () => clearTimeout(timer);
  }, [phase, go, start]);
}
