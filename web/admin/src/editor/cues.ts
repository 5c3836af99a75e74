/** What is to sound at the marks: clicks and counts; before there are marks, quiet clicks on the proposal. */
import type { Cue } from "../sound/types";
import type { Range } from "./core/desk";
import { events } from "./core/events";
import { beatsIn, type Grid } from "./core/grid";
import type { Sketch } from "./core/sketch";

export function cuesOf(sketch: Sketch, grid: Grid | null, range: Range): readonly Cue[] {
  if (sketch.marks.length === 0) {
    const beats = grid === null ? [] : beatsIn(grid, range);
    return beats.map((atS) => ({ atS, tick: "soft", count: null }));
  }
  return events(sketch, 0, Number.POSITIVE_INFINITY).map(({ s, count, accent }) => ({
    atS: s,
    tick: accent ? "one" : "beat",
    count,
  }));
}
