/** What there is to tell of the whole run: shift, what the camera missed, what holds in most parts, praise. */

import { FEATURE_NAMES } from "../classpack/features.ts";
import type { Sheet, StepSheet } from "./sheet.ts";
import { OPPOSITE } from "./words_directions.ts";
import { byOrder, type Finding, finding, total } from "./words_findings.ts";
import { contradict, UNSEEN_LOSS, WELL } from "./words_parts.ts";

/** What 100 ms of a shift of the whole run are worth at a step, in raw similarity, beside its cost. */
const SHIFT_LOSS = 0.02;
/** Share of the run in which a limb was not seen, to be told of. */
const UNSEEN_SHARE = 0.3;
/** Seconds out of the picture, or without one, to be told of. */
const AWAY_S = 2;
/** Steps at the end without a frame to be told of: the last one may be cut off. */
const LEFT_STEPS = 2;
/** What a step is worth of a run that was mirrored; that others were in the picture of. */
const MIRROR_LOSS = 0.001;
const SEVERAL_LOSS = 0.01;
/** The best part of several is named from this score on. */
const BEST = 60;
/** What another dance scores at most, with room to spare; so does who hardly moves, or is half a beat late. */
const HARDLY = 53;
/**
 * Who is late is as alike as ever, in poses and the ways between; who moves less than that share of the teacher's path
 * moves too little to be told from another dance. Those came to 0.5, other parts to 0.61.
 */
const HARDLY_ALIKE = 0.62;
const LEAST_AMPLITUDE = 0.4;
/** Beside these nothing is told of parts. */
export const ALONE: ReadonlySet<string> = new Set(["hardly_matches", "nothing_seen", "nothing_came"]);
const COMMON: ReadonlySet<string> = new Set([...OPPOSITE.keys(), "bigger", "smaller"]);

/**
 * Dearest first, sides those of the teacher.
 *
 * @param parts what there is to tell of each part, by its number
 */
export function wholeFindings(
  sheet: Sheet,
  parts: ReadonlyMap<number, readonly Finding[]>,
): readonly Finding[] {
  const judged = sheet.steps.filter((step) => step.judged).length;
  if (judged === 0) {
    const code = hasNothingCome(sheet) ? "nothing_came" : "nothing_seen";
    return [finding(code, sheet.steps.length), ...limbsUnseen(sheet)];
  }
  if (hardlyMatches(sheet)) return [finding("hardly_matches", judged), ...tooLittle(sheet)];
  const found = [...common(sheet, parts), ...limbsUnseen(sheet), ...outOfSight(sheet)];
  found.push(...stopped(sheet), ...shifted(sheet, judged));
  const { mirrored, mirror } = sheet.session;
  if (mirrored && mirror === "auto") found.push(finding("mirrored", MIRROR_LOSS * judged));
  if (sheet.warnings.some(({ code }) => code === "several_people")) {
    found.push(finding("several_people", SEVERAL_LOSS * judged));
  }
  return [...found.sort(byOrder), ...praise(sheet, parts)];
}

/** Is it something else that was danced, and neither too late nor too small? */
function hardlyMatches(sheet: Sheet): boolean {
  const judged = sheet.steps.filter((step) => step.judged);
  // where there are too few steps for a total, by those that there are
  const score = sheet.total.score ?? total(judged.map((step) => step.score ?? 0)) / judged.length;
  if (score > HARDLY) return false;
  const alike = total(judged.map(({ costs }) => 1 - unlike(costs))) / judged.length;
  const moved = total(judged.map(({ amplitude }) => amplitude ?? 0)) / judged.length;
  return alike < HARDLY_ALIKE && moved >= LEAST_AMPLITUDE;
}

/** Why there is no total, where there is none: what the dancer can do about it. */
function tooLittle(sheet: Sheet): readonly Finding[] {
  if (sheet.total.score !== null) return [];
  return [...limbsUnseen(sheet), ...outOfSight(sheet), ...stopped(sheet)].sort(byOrder);
}

/** What poses and the ways between them cost at a step. */
function unlike(costs: StepSheet["costs"]): number {
  return total([...FEATURE_NAMES, "motion" as const].map((name) => costs?.[name] ?? 0));
}

/** What is told of more than half of the judged parts, and contradicted in none. */
function common(sheet: Sheet, parts: ReadonlyMap<number, readonly Finding[]>): readonly Finding[] {
  const judged = sheet.parts.filter(({ score }) => score !== null).map(({ part }) => parts.get(part) ?? []);
  const all = judged.flat();
  if (judged.length > 0 && all.every(({ code }) => code === "still")) {
    return [finding("still", total(all.map(({ weight }) => weight)))];
  }
  const everything = all.filter(({ code }) => COMMON.has(code));
  const kinds = new Map(everything.map((each) => [`${each.code}.${each.side}`, each]));
  return [...kinds.values()].flatMap(({ code, side }) => {
    const alike = everything.filter((each) => each.code === code && each.side === side);
    const whole = finding(code, total(alike.map(({ weight }) => weight)), { side });
    const often = alike.length >= 2 && 2 * alike.length > judged.length;
    return often && !everything.some((each) => contradict(whole, each)) ? [whole] : [];
  });
}

/** Arms or legs that were out of the picture for long. */
function limbsUnseen(sheet: Sheet): readonly Finding[] {
  return (["leg", "arm"] as const).flatMap((limb) => {
    const longestS = Math.max(unseenS(sheet, `left_${limb}`), unseenS(sheet, `right_${limb}`));
    const share = shareOf(sheet, longestS);
    if (share < UNSEEN_SHARE) return [];
    return [finding(`${limb}s_unseen`, UNSEEN_LOSS * share * sheet.steps.length)];
  });
}

const OUT_OF_SIGHT = [
  ["dancer", "out_of_picture"],
  ["camera", "no_pictures"],
] as const;

/** For long: the dancer who was; the camera that gave no pictures, and then did again, no fault of theirs. */
function outOfSight(sheet: Sheet): readonly Finding[] {
  return OUT_OF_SIGHT.flatMap(([what, code]) => {
    const lostS = unseenS(sheet, what);
    if (lostS < AWAY_S) return [];
    const weight = UNSEEN_LOSS * shareOf(sheet, lostS) * sheet.steps.length;
    return [finding(code, weight, { seconds: lostS / sheet.session.speed })];
  });
}

/** Frames that end before the class does: where they did. */
function stopped(sheet: Sheet): readonly Finding[] {
  const shown = sheet.steps.filter(({ whyNot }) => whyNot !== "teacher_not_seen");
  const last = shown.findLastIndex(({ whyNot }) => whyNot !== "no_frames");
  const left = shown.length - 1 - last;
  const step = shown[last];
  if (left < LEFT_STEPS || !step) return [];
  return [finding("stopped", UNSEEN_LOSS * left, { best: [step.part, step.count] })];
}

function hasNothingCome({ steps }: Sheet): boolean {
  const reasons = new Set(steps.map(({ whyNot }) => whyNot));
  return reasons.has("no_frames") && !reasons.has("dancer_not_seen");
}

/** Of the run. */
function shareOf(sheet: Sheet, spanS: number): number {
  const timesS = sheet.steps.map(({ videoS }) => videoS);
  const lengthS = timesS.length > 0 ? Math.max(...timesS) - Math.min(...timesS) : 0;
  return Math.min(spanS / Math.max(lengthS, 1), 1);
}

function unseenS(sheet: Sheet, what: string): number {
  return total(sheet.notSeen.filter((span) => span.what === what).map(({ fromS, toS }) => toS - fromS));
}

function shifted(sheet: Sheet, judged: number): readonly Finding[] {
  const lateMs = sheet.warnings.find(({ code }) => code === "shifted")?.lagMs;
  if (!lateMs) return [];
  const cost = total(sheet.steps.map(({ costs }) => costs?.timing ?? 0));
  const weight = cost + ((SHIFT_LOSS * Math.abs(lateMs)) / 100) * judged;
  return [finding(lateMs > 0 ? "shifted_late" : "shifted_early", weight, { lateMs })];
}

/** The best part of several, else the best count; none where somebody stood still. */
function praise(sheet: Sheet, parts: ReadonlyMap<number, readonly Finding[]>): readonly Finding[] {
  if ([...parts.values()].flat().some(({ code }) => code === "still")) return [];
  const scores = sheet.parts.flatMap(({ part, score }) => (score === null ? [] : [{ part, score }]));
  const [first, ...others] = scores;
  if (first && others.length > 0) {
    const best = others.reduce((soFar, each) => (each.score > soFar.score ? each : soFar), first);
    return best.score >= BEST ? [finding("best_part", 0, { best: [best.part] })] : [];
  }
  const best = sheet.steps.find(({ part, count }) => part === sheet.best?.part && count === sheet.best.count);
  if (best?.score == null || best.score < WELL) return [];
  return [finding("best_count", 0, { best: [best.part, best.count] })];
}
