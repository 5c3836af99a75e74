/**
 * Snapping to onsets as a preview: for every mark where it would go, and why, or why it stays. Nothing moves until a
 * person accepts. The grid is fitted to the marks around, so a constant latency of all taps is no reason to stay.
 */
import type { Onset } from "./desk";
import { median } from "./numbers";
import { between, type Mark, nearestTo, type Sketch, withChanged } from "./sketch";
import { beatNumbers, localFit } from "./tempo";
import { apart, microseconds, shownMs } from "./times";

export const SNAP_REASONS = [
  "onset",
  "already",
  "noOnset",
  "offGrid",
  "shared",
  "confirmed",
  "noRoom",
] as const;

/** `onset` moves; all others keep. `shared`: a nearer mark goes to that onset. */
export type SnapReason = (typeof SNAP_REASONS)[number];

export type SnapLine = {
  readonly markId: number;
  readonly fromS: number;
  /** The same as `fromS` where it stays. */
  readonly toS: number;
  readonly moves: boolean;
  readonly reason: SnapReason;
  /** The mark minus the local grid; null with too few neighbours for a grid. */
  readonly tappedMs: number | null;
  /** The onset minus the mark; null without an onset in reach. */
  readonly onsetMs: number | null;
  /** The place it gets minus the local grid. */
  readonly residualMs: number | null;
};

export type SnapLimits = {
  /** An onset farther away is another sound. */
  readonly reachS: number;
  /** An onset farther from the local grid is no beat. */
  readonly mostResidualS: number;
};

export const USUAL_LIMITS: SnapLimits = { reachS: 0.06, mostResidualS: 0.03 };

/** A line for every mark, or for those of `ids`. */
export function snapPreview(
  sketch: Sketch,
  onsets: readonly Onset[],
  ids: readonly number[] | null = null,
  limits = USUAL_LIMITS,
): readonly SnapLine[] {
  const wanted = ids && new Set(ids);
  const expected = expectedPlaces(sketch.marks, onsets, limits);
  const choices = sketch.marks.map((mark, at) => choiceFor(mark, expected[at] ?? null, onsets, limits));
  return sketch.marks.flatMap((mark, at) => {
    const choice = choices[at];
    if (choice === undefined || (wanted !== null && !wanted.has(mark.id))) return [];
    const rivals = choices.filter(
      (other) => other.mark.id !== mark.id && sameOnset(other.onset, choice.onset),
    );
    return [lineFor(choice, rivals, sketch, limits)];
  });
}

/** The moves that are accepted: all, or those of `ids`. What the person has accepted is yet to be heard. */
export function snapAccepted(
  sketch: Sketch,
  lines: readonly SnapLine[],
  ids: readonly number[] | null = null,
): Sketch {
  const wanted = ids && new Set(ids);
  const goals = new Map(
    lines
      .filter(({ moves, markId }) => moves && (wanted === null || wanted.has(markId)))
      .map(({ markId, toS }) => [markId, toS]),
  );
  return withChanged(sketch, (mark) => {
    const s = goals.get(mark.id);
    return s === undefined ? mark : { ...mark, s, origin: "snap", confirmed: false };
  });
}

type Choice = { readonly mark: Mark; readonly onset: Onset | null; readonly gridS: number | null };

/**
 * Where the local grid expects each mark: fitted to the onsets that the marks are nearest to, and to the other marks
 * moved by the median of those distances.
 */
function expectedPlaces(
  marks: readonly Mark[],
  onsets: readonly Onset[],
  { reachS }: SnapLimits,
): readonly (number | null)[] {
  const nearest = marks.map(({ s }) => nearestIn(onsets, s, reachS));
  const biasS = median(marks.flatMap(({ s }, at) => (nearest[at] ? [nearest[at].s - s] : []))) || 0;
  const places = marks.map(
    ({ s }, at) => nearestIn(onsets, s + biasS, reachS)?.s ?? nearest[at]?.s ?? s + biasS,
  );
  const numbers = beatNumbers(marks.map(({ s }) => s));
  return places.map((_, at) => localFit(places, numbers, at)?.s ?? null);
}

/** The onset in reach that is nearest to the grid, or to the mark where there is no grid; strong ones count as nearer. */
function choiceFor(
  mark: Mark,
  gridS: number | null,
  onsets: readonly Onset[],
  { reachS }: SnapLimits,
): Choice {
  const goalS = gridS ?? mark.s;
  const distance = (onset: Onset) => Math.abs(onset.s - goalS) - STRENGTH_WORTH_S * onset.strength;
  const inReach = between(onsets, mark.s - reachS, mark.s + reachS);
  const onset = inReach.reduce<Onset | null>(
    (best, each) => (best !== null && distance(best) <= distance(each) ? best : each),
    null,
  );
  return { mark, onset, gridS };
}

/** The strongest onset may lie this much farther away than the weakest. */
const STRENGTH_WORTH_S = 0.01;

function lineFor(choice: Choice, rivals: readonly Choice[], sketch: Sketch, limits: SnapLimits): SnapLine {
  const { mark, onset, gridS } = choice;
  const reason = reasonFor(choice, rivals, sketch, limits);
  const toS = reason === "onset" && onset !== null ? microseconds(onset.s) : mark.s;
  return {
    markId: mark.id,
    fromS: mark.s,
    toS,
    moves: reason === "onset",
    reason,
    tappedMs: gridS === null ? null : shownMs(mark.s - gridS),
    onsetMs: onset === null ? null : shownMs(onset.s - mark.s),
    residualMs: gridS === null ? null : shownMs(toS - gridS),
  };
}

function reasonFor(
  { mark, onset, gridS }: Choice,
  rivals: readonly Choice[],
  sketch: Sketch,
  { mostResidualS }: SnapLimits,
): SnapReason {
  if (mark.confirmed) return "confirmed";
  if (onset === null) return "noOnset";
  if (!apart(onset.s, mark.s)) return "already";
  if (gridS !== null && Math.abs(onset.s - gridS) > mostResidualS) return "offGrid";
  const farS = Math.abs(onset.s - mark.s);
  const nearer = (rival: Choice) => {
    const rivalS = Math.abs(onset.s - rival.mark.s);
    return rivalS < farS || (rivalS === farS && rival.mark.s < mark.s);
  };
  if (rivals.some(nearer)) return "shared";
  return passesNeighbour(mark, onset.s, sketch) ? "noRoom" : "onset";
}

function sameOnset(one: Onset | null, other: Onset | null): boolean {
  return one !== null && other !== null && !apart(one.s, other.s);
}

/** Whether another mark lies as near to the onset. */
function passesNeighbour(mark: Mark, onsetS: number, sketch: Sketch): boolean {
  const near = nearestTo(
    sketch.marks.filter((other) => other.id !== mark.id),
    onsetS,
  );
  return near !== null && Math.abs(near.s - onsetS) <= Math.abs(mark.s - onsetS);
}

function nearestIn(onsets: readonly Onset[], s: number, reachS: number): Onset | null {
  const onset = nearestTo(onsets, s);
  return onset !== null && Math.abs(onset.s - s) <= reachS ? onset : null;
}
