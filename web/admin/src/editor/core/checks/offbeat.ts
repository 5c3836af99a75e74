/**
 * Checks whether all marks lie half a beat beside the proposed beats: the one mistake that an even row of marks hides,
 * since each step is as long as it should be. Which of the two is off the beat, a person decides by ear.
 */
import type { Grid } from "../grid";
import { median, spread, steps } from "../numbers";
import type { Sketch } from "../sketch";
import { problem } from "./counting";
import type { Problem } from "./problem";

const FEWEST = 8;
/** Steps may be so much longer or shorter than the grid's beats, its double or its half, to be at its tempo. */
const TEMPO_TOLERANCE = 0.06;
/** How far from the middle between two beats the marks may lie, in beats, and how far they may stray. */
const MIDDLE_TOLERANCE = 0.12;
const MOST_SPREAD = 0.12;

export function checkOffBeat({ marks }: Sketch, grid: Grid): readonly Problem[] {
  const times = marks.map(({ s }) => s);
  if (times.length < FEWEST) return [];
  const beatS = beatAt(median(steps(times)), grid.periodS);
  if (beatS === null) return [];
  // Distances run in a circle of one beat: seen from the middle between two beats no mark there jumps from end to end.
  const aside = times.map((s) => fromMiddle((s - grid.phaseS) / beatS));
  const middle = median(aside);
  if (Math.abs(middle) > MIDDLE_TOLERANCE || spread(aside, middle) > MOST_SPREAD) return [];
  return [problem("warning", "half_beat_off", "all", null, times)];
}

/**
 * The beat against which marks at that step are held: the grid's own, also where every second one is marked; where
 * marks lie twice as dense as the grid, half of it. Null where the marks have another tempo.
 */
function beatAt(stepS: number, periodS: number): number | null {
  const near = (wantedS: number) => Math.abs(stepS / wantedS - 1) <= TEMPO_TOLERANCE;
  if (near(periodS) || near(periodS * 2)) return periodS;
  return near(periodS / 2) ? periodS / 2 : null;
}

/** From -0.5 up to 0.5 beats: how far after the middle between two beats. */
function fromMiddle(beats: number): number {
  return beats - Math.floor(beats) - 0.5;
}
