/** What of a result is told, and what is not. Pure. */

import type { Advice, TotalSheet } from "@eightcount/runtime/scoring";
import type { Interruption } from "../graph/types";

/** How many steps of the picked ones a total needs: half of them. Null where it has one. */
export function stepsNeeded({ score, steps }: Pick<TotalSheet, "score" | "steps">): number | null {
  return score === null ? Math.max(1, Math.ceil(steps / 2)) : null;
}

/** The camera is not to blame for pictures that lack because the dance was ended: that is told already. */
export function toldOf(advice: readonly Advice[], interrupted: Interruption | null): readonly Advice[] {
  if (interrupted === null || interrupted === "camera-lost") return advice;
  return advice.filter(({ code }) => code !== "stopped");
}

/** Of something else than the class no lateness means anything. */
export function hasLateness(advice: readonly Pick<Advice, "code">[]): boolean {
  return advice.every(({ code }) => code !== "hardly_matches");
}
