/** All checks of a sketch, errors first, each by its place: what the check panel lists. Must not change marks. */
import type { Grid } from "../grid";
import type { Sketch } from "../sketch";
import { checkCounting } from "./counting";
import { checkOffBeat } from "./offbeat";
import { checkHeard, checkSong, checkTake, type TakeFacts } from "./places";
import type { Problem } from "./problem";

export type Facts = {
  /** Length of the song, or null while it is not known. */
  readonly songS: number | null;
  readonly take: TakeFacts | null;
  /** The machine's own first proposal, or null where it has none. */
  readonly grid: Grid | null;
};

export function check(sketch: Sketch, facts: Facts): readonly Problem[] {
  const found = [
    ...checkCounting(sketch),
    ...(facts.songS === null ? [] : checkSong(sketch, facts.songS)),
    ...(facts.take === null ? [] : checkTake(sketch, facts.take)),
    ...(facts.grid === null ? [] : checkOffBeat(sketch, facts.grid)),
    ...checkHeard(sketch),
  ];
  const rank = ({ severity }: Problem) => (severity === "error" ? 0 : 1);
  return found.sort((one, other) => rank(one) - rank(other) || (one.index ?? -1) - (other.index ?? -1));
}
