/** What the parts of the board share: the classes shown, how they are chosen, and what may be done. */
import type { Listed, Named } from "./choosing";
import type { RunningBuild } from "./classes";
import type { Deeds, Doing } from "./deeds";
import type { ClassState, View } from "./view";

export type Listing = Readonly<{
  view: View;
  setView: (view: View) => void;
  clearFilters: () => void;
  /** In the order of the view. */
  shown: readonly Listed[];
  total: number;
  /** How many of each state there are among what else the view asks for. */
  counts: Readonly<Record<ClassState, number>>;
  songs: readonly Named[];
  dancers: readonly Named[];
  owners: readonly Named[];
  isComplete: boolean;
  /** No class was ever made. */
  isEmpty: boolean;
  error: Error | null;
  running: ReadonlyMap<string, RunningBuild>;
  /** Those of `shown` that are selected. */
  chosen: readonly Listed[];
  chosenIds: ReadonlySet<string>;
  choose: (ids: ReadonlySet<string>) => void;
  /** Select or leave one; with `range` all from the one before to it. */
  toggle: (id: string, range: boolean) => void;
  deeds: Deeds;
  doing: ReadonlyMap<string, Doing>;
  nowMs: number;
}>;
