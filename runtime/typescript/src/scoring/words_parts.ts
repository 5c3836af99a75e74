/** What there is to tell of one part. What contradicts something dearer there is not told. */

import type { CostName, PartSheet, StepSheet } from "./sheet.ts";
import { directionsOf, LEAST_LOSS, OPPOSITE } from "./words_directions.ts";
import { byOrder, type Finding, finding, total } from "./words_findings.ts";

/** Who moves less than that share of the teacher's path does not dance: a body at rest jitters so much. */
const STILL = 0.3;
/** Shares of the teacher's path from which a part is danced too small, and too large. */
const SMALL = 0.75;
const LARGE = 1.4;
/** A part is late or early, beside the whole run, from here on: more than a frame of a slow camera. */
const LATE_MS = 50;
/** The same of single counts. */
const STEP_LATE_MS = 80;
/** What 100 ms are worth at a step though the score forgives them, in raw similarity. */
const LATE_LOSS = 0.01;
/** What a step is worth at which too little was seen. */
export const UNSEEN_LOSS = 0.3;
/** From this score on a part without a fault is praised; below it, it should be looked at again. */
export const WELL = 70;
/** What cannot be told beside moving bigger, or smaller. */
const AGAINST: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["bigger", new Set(["arm_close", "elbow_in", "hand_in", "knee_in", "foot_in"])],
  [
    "smaller",
    new Set([
      ...["arm_away", "arm_stretch", "leg_stretch", "elbow_out", "hand_out", "knee_out", "foot_out"],
      ...["elbow_higher", "hand_higher", "knee_higher", "foot_higher"],
    ]),
  ],
]);

/**
 * Dearest first, sides those of the teacher; at least one of a part that is judged.
 *
 * @param steps those of the part
 * @param lagMs of the whole run, which is told of that and not of its parts
 */
export function partFindings(
  part: PartSheet,
  steps: readonly StepSheet[],
  lagMs: number,
): readonly Finding[] {
  const judged = steps.filter((step) => step.judged);
  if (part.score === null) return unseen(part, steps);
  if (part.amplitude !== null && part.amplitude < STILL) {
    return [finding("still", lost(judged), { part: part.part })];
  }
  const found = [
    ...directionsOf(part.part, judged),
    ...amplitude(part, judged),
    ...timing(part, judged, lagMs),
  ];
  const told = inHarmony(found.sort(byOrder));
  return told.length > 0 ? told : [withoutFault(part, judged)];
}

/** Would both together leave the dancer at a loss? */
export function contradict(one: Finding, other: Finding): boolean {
  if (AGAINST.get(one.code)?.has(other.code) || AGAINST.get(other.code)?.has(one.code)) return true;
  const sameLimb = one.side === other.side || one.side === "both" || other.side === "both";
  return sameLimb && OPPOSITE.get(one.code) === other.code;
}

function inHarmony(found: readonly Finding[]): readonly Finding[] {
  const kept: Finding[] = [];
  for (const each of found) if (!kept.some((before) => contradict(each, before))) kept.push(each);
  return kept;
}

/** Of a part that is not judged: what the learner can do about it, if it is the learner. */
function unseen({ part }: PartSheet, steps: readonly StepSheet[]): readonly Finding[] {
  const count = steps.filter(({ whyNot }) => whyNot === "dancer_not_seen").length;
  return count > 0 && 2 * count >= steps.length ? [finding("unseen", UNSEEN_LOSS * count, { part })] : [];
}

function amplitude({ part, amplitude }: PartSheet, judged: readonly StepSheet[]): readonly Finding[] {
  if (amplitude === null || (amplitude >= SMALL && amplitude <= LARGE)) return [];
  const cost = costOf("energy", judged);
  return cost >= LEAST_LOSS ? [finding(amplitude < SMALL ? "bigger" : "smaller", cost, { part })] : [];
}

/** The part where it is late or early as a whole, else the counts that are. */
function timing(part: PartSheet, judged: readonly StepSheet[], lagMs: number): readonly Finding[] {
  const partMs = part.lateMs ?? 0;
  if (isOff(partMs, lagMs, LATE_MS)) {
    const alike = judged.filter(({ lateMs }) => (lateMs ?? 0) * partMs > 0);
    return [late(part, alike, [], partMs)];
  }
  const off = judged.filter(({ lateMs }) => isOff(lateMs ?? 0, lagMs, STEP_LATE_MS));
  const behind = off.filter(({ lateMs }) => (lateMs ?? 0) > 0);
  const told = 2 * behind.length >= off.length ? behind : off.filter(({ lateMs }) => (lateMs ?? 0) < 0);
  if (told.length === 0) return [];
  const meanMs = total(told.map(({ lateMs }) => lateMs ?? 0)) / told.length;
  const counts = told.map(({ count }) => count);
  return [late(part, told, counts, meanMs)].filter(({ weight }) => weight >= LEAST_LOSS);
}

/** Is it off the beat, and further than the whole run is, of which that is told? */
function isOff(lateMs: number, lagMs: number, leastMs: number): boolean {
  const besideMs = lateMs - lagMs;
  return Math.abs(besideMs) >= leastMs && Math.abs(lateMs) >= LATE_MS && besideMs * lateMs > 0;
}

function late(
  { part }: PartSheet,
  told: readonly StepSheet[],
  counts: readonly number[],
  lateMs: number,
): Finding {
  const worth = total(told.map((step) => (Math.abs(step.lateMs ?? 0) / 100) * LATE_LOSS));
  return finding(lateMs > 0 ? "late" : "early", costOf("timing", told) + worth, { part, counts, lateMs });
}

/** Praise where it was good; else to look again, at the way between the counts where that lost most. */
function withoutFault({ part, score }: PartSheet, judged: readonly StepSheet[]): Finding {
  if (score !== null && score >= WELL) return finding("well", 0, { part });
  const all = lost(judged);
  return finding(2 * costOf("motion", judged) > all ? "path" : "again", all / 2, { part });
}

function costOf(name: CostName, steps: readonly StepSheet[]): number {
  return total(steps.map(({ costs }) => costs?.[name] ?? 0));
}

function lost(judged: readonly StepSheet[]): number {
  return total(judged.map(({ raw }) => 1 - (raw ?? 0)));
}
