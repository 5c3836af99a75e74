/** From judged steps to parts, a total, what is worth a warning and what was not seen. */

import { ANGLES, FEATURE_NAMES, PLACES } from "../classpack/features.ts";
import type { Parameters } from "../classpack/parameters.ts";
import { medalOf, scoreOf } from "./curve.ts";
import { type Grid, NO_FRAME, RATE_HZ, SAMPLE_MARKS, SEEN } from "./grid.ts";
import { EQUAL } from "./matching.ts";
import {
  LIMBS,
  type NotSeen,
  type PartSheet,
  type SessionSheet,
  type SheetWarning,
  type StepPlace,
  type StepSheet,
  type TotalSheet,
} from "./sheet.ts";

/** What can be `costly`: a joint's angle and place together. */
export const JOINTS: readonly string[] = [...new Set([...ANGLES, ...PLACES].map(([name]) => name))];
const SHIFTED_MS = 80;
const FEW_FRAMES_HZ = 8;
const UNORDERED_SHARE = 0.05;
const SEVERAL_SHARE = 0.1;
const HARDLY_SEEN_SHARE = 0.8;
/** Samples from which a span that is not seen is told: half a second. */
const SPAN = 15;
const HIDDEN = 0.5;
const LIMB_MARKS = [
  [2, 4],
  [3, 5],
  [8, 10],
  [9, 11],
] as const;

/** A span of samples. */
export type Span = readonly [low: number, high: number];

/** Of a part's 8 steps. */
export function partSheet(
  steps: readonly StepSheet[],
  name: string | null,
  parameters: Parameters,
): PartSheet {
  const judged = steps.filter((step) => step.judged);
  const mean = meansOf(steps, judged);
  return {
    ...{ part: steps[0]?.part ?? 0, name, judged: judged.length },
    ...(mean ? { score: scoreOf(mean.raw, parameters), ...mean } : NO_MEANS),
    lateMs: mean && medianOf(judged.map((step) => step.lateMs ?? 0)),
    amplitude: mean && medianOf(judged.map((step) => step.amplitude ?? 0)),
    best: mean && (highest(judged)?.count ?? null),
    worst: mean && (lowest(judged)?.count ?? null),
    costly: mean && costlyJoint(judged),
  };
}

/** Of all steps that were to be danced. Who was hardly seen gets no medal, as good as the rest may be. */
export function totalSheet(steps: readonly StepSheet[], parameters: Parameters): TotalSheet {
  const judged = steps.filter((step) => step.judged);
  const counts = { judged: judged.length, steps: steps.length };
  const mean = meansOf(steps, judged);
  if (!mean) return { ...NO_MEANS, medal: null, ...counts };
  const score = scoreOf(mean.raw, parameters);
  return { score, ...mean, medal: isHardlySeen(steps) ? null : medalOf(score, parameters), ...counts };
}

/** Of the judged steps those of the highest and lowest raw similarity; of equals the first. */
export function bestAndWorst(steps: readonly StepSheet[]): readonly [StepPlace | null, StepPlace | null] {
  const judged = steps.filter((step) => step.judged);
  const place = (step: StepSheet | null) => step && { part: step.part, count: step.count };
  return [place(highest(judged)), place(lowest(judged))];
}

/**
 * The joint whose angle and place together cost most over judged steps, of equals the first of JOINTS; null where none cost
 * anything.
 */
export function costlyJoint(steps: readonly StepSheet[]): string | null {
  const costs = new Map(JOINTS.map((joint) => [joint, 0]));
  for (const { costs: lost } of steps) {
    if (!lost) continue;
    for (const name of FEATURE_NAMES) {
      const joint = name.slice(name.indexOf(".") + 1);
      costs.set(joint, (costs.get(joint) ?? 0) + lost[name]);
    }
  }
  const most = Math.max(...costs.values());
  return most > EQUAL ? (JOINTS.find((joint) => (costs.get(joint) ?? 0) >= most - EQUAL) ?? null) : null;
}

/** What makes the scores less telling. */
export function warningsOf(
  { frames, lagMs }: SessionSheet,
  total: TotalSheet,
  steps: readonly StepSheet[],
): readonly SheetWarning[] {
  const { taken, unordered, several, rateHz } = frames;
  const warnings: SheetWarning[] = [];
  const warn = (code: string, about: Partial<SheetWarning>) =>
    warnings.push({ code, lagMs: null, share: null, rateHz: null, ...about });
  if (Math.abs(lagMs) >= SHIFTED_MS && total.judged > 0) warn("shifted", { lagMs });
  if (isHardlySeen(steps)) warn("hardly_seen", { share: total.judged / shownOf(steps) });
  if (several > SEVERAL_SHARE * taken) warn("several_people", { share: several / taken });
  if (unordered > UNORDERED_SHARE * (taken + unordered))
    warn("unordered", { share: unordered / (taken + unordered) });
  if (rateHz !== null && rateHz < FEW_FRAMES_HZ) warn("few_frames", { rateHz });
  return warnings;
}

/**
 * Stretches of at least half a second, within spans of samples, without a frame, without the dancer, or with a limb hidden.
 */
export function notSeen(grid: Grid, spans: readonly Span[]): readonly NotSeen[] {
  const { first, state, visibility } = grid;
  const isAway = (number: number) => state[number - first] !== SEEN;
  const isBlind = (number: number) => state[number - first] === NO_FRAME;
  return spans.flatMap((span) => [
    ...stretches(span, isBlind, "camera"),
    ...stretches(span, (number) => isAway(number) && !isBlind(number), "dancer"),
    ...LIMBS.flatMap((limb, at) => {
      const [one, other] = LIMB_MARKS[at] as readonly [number, number];
      const isHidden = (number: number) => {
        const from = (number - first) * SAMPLE_MARKS;
        return Math.min(visibility[from + one] as number, visibility[from + other] as number) < HIDDEN;
      };
      return stretches(span, (number) => !isAway(number) && isHidden(number), limb);
    }),
  ]);
}

function stretches(
  [low, high]: Span,
  isHidden: (number: number) => boolean,
  what: NotSeen["what"],
): readonly NotSeen[] {
  const found: NotSeen[] = [];
  let from = low;
  for (let number = low; number <= high; number++) {
    if (number < high && isHidden(number)) continue;
    if (number - from >= SPAN) found.push({ fromS: from / RATE_HZ, toS: number / RATE_HZ, what });
    from = number + 1;
  }
  return found;
}

function isHardlySeen(steps: readonly StepSheet[]): boolean {
  return steps.filter((step) => step.judged).length < HARDLY_SEEN_SHARE * shownOf(steps);
}

/** Steps at which the teacher is seen. */
function shownOf(steps: readonly StepSheet[]): number {
  return steps.filter((step) => step.whyNot !== "teacher_not_seen").length;
}

const NO_MEANS = { score: null, raw: null, shape: null, timing: null } as const;

/** Of raw, shape and timing; null where less than half of the steps are judged. */
function meansOf(steps: readonly StepSheet[], judged: readonly StepSheet[]) {
  if (judged.length === 0 || 2 * judged.length < steps.length) return null;
  const mean = (key: "raw" | "shape" | "timing") =>
    judged.reduce((sum, step) => sum + (step[key] ?? 0), 0) / judged.length;
  return { raw: mean("raw"), shape: mean("shape"), timing: mean("timing") };
}

function highest(judged: readonly StepSheet[]): StepSheet | null {
  const most = Math.max(...judged.map((step) => step.raw ?? 0));
  return judged.find((step) => (step.raw ?? 0) >= most - EQUAL) ?? null;
}

function lowest(judged: readonly StepSheet[]): StepSheet | null {
  const least = Math.min(...judged.map((step) => step.raw ?? 0));
  return judged.find((step) => (step.raw ?? 0) <= least + EQUAL) ?? null;
}

function medianOf(values: readonly number[]): number {
  const ranked = [...values].sort((one, other) => one - other);
  const middle = Math.floor(ranked.length / 2);
  const here = ranked[middle] ?? 0;
  return ranked.length % 2 === 1 ? here : ((ranked[middle - 1] ?? 0) + here) / 2;
}
