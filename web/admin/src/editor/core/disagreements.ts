/**
 * Where the marks, the proposed grid and the onsets disagree: a queue by song time that a person walks, and what all
 * agree on, which is accepted at once. Only marks that nobody has confirmed yet are in question.
 */
import type { Onset } from "./desk";
import { beatsIn, type Grid } from "./grid";
import { between, type Mark, nearestTo, type Sketch, withChanged } from "./sketch";
import { shownMs } from "./times";

/**
 * `offGrid`: the mark lies beside the grid's beat. `offOnset`: mark and grid agree, but a strong onset lies beside them,
 * or there is no grid and the onset lies beside the mark. `noGrid`: a mark where the grid has no beat. `noMark`: a beat
 * of the grid between the marks that has no mark.
 */
export type Disagreement = {
  readonly kind: "offGrid" | "offOnset" | "noGrid" | "noMark";
  /** Where to jump. */
  readonly s: number;
  readonly markId: number | null;
  readonly gridS: number | null;
  readonly onsetS: number | null;
};

export type Agreement = { readonly markId: number; readonly s: number };

export type Comparison = {
  readonly agreed: readonly Agreement[];
  /** By song time. */
  readonly queue: readonly Disagreement[];
};

export type Tolerance = {
  /** Nearer than this is the same instant. */
  readonly sameS: number;
  /** An onset farther away has nothing to do with the mark. */
  readonly onsetReachS: number;
  /** An onset weaker than this says nothing against the others. */
  readonly strongOnset: number;
};

/** People tap within some 20 ms, and steps are 300 ms and more. */
export const USUAL_TOLERANCE: Tolerance = { sameS: 0.025, onsetReachS: 0.07, strongOnset: 0.5 };

export function compared(
  sketch: Sketch,
  grid: Grid | null,
  onsets: readonly Onset[],
  tolerance = USUAL_TOLERANCE,
): Comparison {
  const beats = grid === null ? [] : beatsIn(grid, marked(sketch, grid.periodS / 2));
  const owners =
    grid === null ? new Map<number, number>() : beatOwners(sketch.marks, beats, grid.periodS / 2);
  const gridOf = new Map([...owners].map(([beat, id]) => [id, beat]));
  const agreed: Agreement[] = [];
  const queue: Disagreement[] = beats
    .filter((beat) => !owners.has(beat) && grid !== null && !isCrowded(sketch, beat, grid.periodS / 4))
    .map((s) => ({ kind: "noMark", s, markId: null, gridS: s, onsetS: near(onsets, s, tolerance) }));
  for (const mark of sketch.marks) {
    if (mark.confirmed) continue;
    const gridS = gridOf.get(mark.id) ?? null;
    const kind = judged(mark, grid !== null, gridS, onsets, tolerance);
    if (kind === "agreed") agreed.push({ markId: mark.id, s: agreedS(mark, gridS) });
    else if (kind !== null) {
      const onsetS = near(onsets, gridS ?? mark.s, tolerance) ?? near(onsets, mark.s, tolerance);
      queue.push({ kind, s: mark.s, markId: mark.id, gridS, onsetS });
    }
  }
  return { agreed, queue: queue.sort((one, other) => one.s - other.s) };
}

/** What all agree on, confirmed; marks made at slow playback move to their place and stay in question. */
export function agreementAccepted(sketch: Sketch, agreed: readonly Agreement[]): Sketch {
  const places = new Map(agreed.map(({ markId, s }) => [markId, s]));
  return withChanged(sketch, (mark) => {
    const s = places.get(mark.id);
    return s === undefined ? mark : { ...mark, s, confirmed: !mark.slow };
  });
}

/** The next after `s`, or before it; from the end it goes on at the beginning. Null of an empty queue. */
export function nextInQueue(
  queue: readonly Disagreement[],
  s: number,
  direction: 1 | -1,
): Disagreement | null {
  const aside = 1e-6;
  const beyond =
    direction === 1 ? queue.find((each) => each.s > s + aside) : queue.findLast((each) => each.s < s - aside);
  return beyond ?? queue.at(direction === 1 ? 0 : -1) ?? null;
}

/** For the words in `questions`: the mark beside the grid's beat, the onset beside the mark (or beside the beat). */
export function questionParams({ kind, s, gridS, onsetS }: Disagreement): Readonly<Record<string, number>> {
  return {
    ...(gridS !== null && kind !== "noMark" && { gridMs: shownMs(s - gridS) }),
    ...(onsetS !== null && { onsetMs: shownMs(onsetS - s) }),
  };
}

/** The disagreement that is looked at: the selected mark's, or the one under the playhead. */
export function inQuestion(
  queue: readonly Disagreement[],
  ids: readonly number[],
  playheadS: number,
): Disagreement | null {
  const selected = queue.find(({ markId }) => markId !== null && ids.includes(markId));
  return selected ?? queue.find(({ s }) => Math.abs(s - playheadS) < 0.001) ?? null;
}

type Judged = Disagreement["kind"] | "agreed" | null;

function judged(
  mark: Mark,
  hasGrid: boolean,
  gridS: number | null,
  onsets: readonly Onset[],
  tolerance: Tolerance,
): Judged {
  if (hasGrid && gridS === null) return "noGrid";
  if (gridS !== null && Math.abs(mark.s - gridS) > tolerance.sameS) return "offGrid";
  const placeS = gridS ?? mark.s;
  const onset = strongest(onsets, placeS, tolerance.onsetReachS);
  const aside = onset !== null && Math.abs(onset.s - placeS) > tolerance.sameS;
  if (
    aside &&
    onset.strength >= tolerance.strongOnset &&
    near(onsets, placeS, tolerance, tolerance.sameS) === null
  ) {
    return "offOnset";
  }
  if (gridS !== null) return "agreed";
  return onset !== null && !aside ? "agreed" : null;
}

/** A tap gives way to the grid that it agrees with, being the less exact; what was placed by eye or ear stays. */
function agreedS(mark: Mark, gridS: number | null): number {
  return gridS !== null && (mark.origin === "tap" || mark.origin === "grid") ? gridS : mark.s;
}

/** Which mark owns which beat: those that are nearest to each other, within half a beat. */
function beatOwners(marks: readonly Mark[], beats: readonly number[], reachS: number): Map<number, number> {
  const places = beats.map((s) => ({ s }));
  const owners = new Map<number, number>();
  for (const beat of places) {
    const mark = nearestTo(marks, beat.s);
    if (mark === null || Math.abs(mark.s - beat.s) >= reachS) continue;
    if (nearestTo(places, mark.s)?.s === beat.s) owners.set(beat.s, mark.id);
  }
  return owners;
}

/** From the first mark to the last, with what belongs to them. */
function marked(sketch: Sketch, marginS: number): { startS: number; endS: number } {
  const first = sketch.marks[0];
  const last = sketch.marks.at(-1);
  if (first === undefined || last === undefined) return { startS: 0, endS: -1 };
  return { startS: first.s - marginS, endS: last.s + marginS };
}

/** Whether a mark stands so near that a beat here would be one too many. */
function isCrowded(sketch: Sketch, s: number, reachS: number): boolean {
  const mark = nearestTo(sketch.marks, s);
  return mark !== null && Math.abs(mark.s - s) < reachS;
}

function near(
  onsets: readonly Onset[],
  s: number,
  tolerance: Tolerance,
  reachS = tolerance.onsetReachS,
): number | null {
  const onset = nearestTo(onsets, s);
  return onset !== null && Math.abs(onset.s - s) <= reachS ? onset.s : null;
}

function strongest(onsets: readonly Onset[], s: number, reachS: number): Onset | null {
  const around = between(onsets, s - reachS, s + reachS);
  return around.reduce<Onset | null>(
    (best, onset) => (best && best.strength >= onset.strength ? best : onset),
    null,
  );
}
