/**
 * Checks of the counting: whole parts, usual number of parts, marks made twice, steps that leave the tempo. The same
 * rules and limits as the server's own checks of beats, so that both tell the same.
 */
import { median, steps } from "../numbers";
import { countOf, leftOver, partOf, STEPS_PER_PART } from "../parts";
import type { Sketch } from "../sketch";
import { shownS, toUs } from "../times";
import type { Code, Problem, Severity } from "./problem";

/** Two marks nearer than this are one beat marked twice: no dancer steps at 1200 beats a minute. */
const DOUBLED_S = 0.05;
const USUAL_PARTS = { fewest: 4, most: 6 } as const;
/** A step may be so much longer or shorter than the median of its neighbours. */
const TEMPO_TOLERANCE = 0.25;
const NEIGHBOURS = 4;

export function checkCounting(sketch: Sketch): readonly Problem[] {
  const times = sketch.marks.map(({ s }) => s);
  if (times.length === 0) return [problem("error", "no_beats", "none", null, times)];
  const found = doubledMarks(times);
  const rising = found.length === 0;
  const ratios = stepRatios(times);
  return [...found, ...parts(sketch, times, rising ? ratios : []), ...(rising ? uneven(times, ratios) : [])];
}

/** A problem at a mark, with the words for its place. */
export function problem(
  severity: Severity,
  code: Code,
  say: string,
  index: number | null,
  times: readonly number[],
  params: Readonly<Record<string, number>> = {},
): Problem {
  const s = index === null ? null : (times[index] ?? null);
  if (index === null || s === null) return { severity, code, say, s, index, params };
  const place = { beat: index + 1, part: partOf(index) + 1, count: countOf(index), s: shownS(s) };
  return { severity, code, say, s, index, params: { ...place, ...params } };
}

/** Each step's length over the median of up to four steps on either side; 1 where it has fewer than four neighbours. */
export function stepRatios(times: readonly number[]): readonly number[] {
  const lengths = steps(times);
  return lengths.map((length, at) => {
    const around = [
      ...lengths.slice(Math.max(0, at - NEIGHBOURS), at),
      ...lengths.slice(at + 1, at + 1 + NEIGHBOURS),
    ];
    return around.length >= NEIGHBOURS ? length / median(around) : 1;
  });
}

function doubledMarks(times: readonly number[]): readonly Problem[] {
  return times.flatMap((s, at) => {
    const before = times[at - 1];
    if (before === undefined || toUs(s) - toUs(before) >= toUs(DOUBLED_S)) return [];
    const ms = Math.round((s - before) * 1000);
    return [problem("error", "doubled", "twice", at, times, { ms })];
  });
}

function parts(sketch: Sketch, times: readonly number[], ratios: readonly number[]): readonly Problem[] {
  const left = leftOver(sketch);
  if (left !== 0 || times.length === 1) return [incomplete(times, left, ratios)];
  const count = (times.length - 1) / STEPS_PER_PART;
  if (count >= USUAL_PARTS.fewest && count <= USUAL_PARTS.most) return [];
  return [problem("warning", "part_count", "parts", null, times, { parts: count, ...USUAL_PARTS })];
}

/** Which part lacks a mark or has one too many, told from the spacing where that shows it. */
function incomplete(times: readonly number[], left: number, ratios: readonly number[]): Problem {
  const last = times.length - 1;
  if (left === 0) return problem("error", "part_incomplete", "single", last, times);
  const gap = left === STEPS_PER_PART - 1 ? longestGap(ratios) : null;
  if (gap !== null) {
    const toS = shownS(times[gap + 1] ?? 0);
    return problem("error", "part_incomplete", "missing", gap, times, { toS });
  }
  const extra = left === 1 ? extraMark(ratios) : null;
  if (extra !== null) {
    const part = partOf(extra - 1) + 1;
    return problem("error", "part_incomplete", "extra", extra, times, { part });
  }
  const params = { part: partOf(last - 1) + 1, steps: left, few: STEPS_PER_PART - left, many: left };
  return problem("error", "part_incomplete", "unfinished", last, times, params);
}

/** The step that is about twice as long as its neighbours, if there is exactly one such. */
function longestGap(ratios: readonly number[]): number | null {
  const wide = ratios.flatMap((ratio, at) => (ratio >= 1.6 && ratio <= 2.6 ? [at] : []));
  return wide.length === 1 ? (wide[0] ?? null) : null;
}

/** The mark without which two short steps become one of the usual length, if there is exactly one such. */
function extraMark(ratios: readonly number[]): number | null {
  const found = ratios.flatMap((after, at) => {
    const before = ratios[at - 1];
    if (before === undefined || before >= 0.8 || after >= 0.8) return [];
    return before + after >= 0.75 && before + after <= 1.3 ? [at] : [];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

function uneven(times: readonly number[], ratios: readonly number[]): readonly Problem[] {
  return ratios.flatMap((ratio, at) => {
    if (Math.abs(ratio - 1) <= TEMPO_TOLERANCE) return [];
    const lengthS = shownS((times[at + 1] ?? 0) - (times[at] ?? 0));
    const params = { lengthS, percent: Math.round(ratio * 100) };
    return [problem("warning", "uneven_step", ratio > 1 ? "long" : "short", at, times, params)];
  });
}
