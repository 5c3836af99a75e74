/** What a dancer is shown of the scoring while it runs: from its events, one after another. Pure. */

import {
  type Event,
  LIMBS,
  type Limb,
  type Parameters,
  type StepSheet,
  scoreOf,
} from "@eightcount/runtime/scoring";

export type Grade = "perfect" | "great" | "good" | "off";

/** The step judged last. */
export interface Last {
  readonly part: number;
  readonly count: number;
  readonly grade: Grade;
  readonly timing: "early" | "late" | null;
  /** How many were judged before it: another number is another judgement, even where all else is the same. */
  readonly number: number;
}

/** A part as it goes: each of its counts judged so far. */
export interface PartLive {
  readonly part: number;
  readonly grades: readonly (Grade | null)[];
}

export interface Live {
  /** 40 to 100, of the steps judged so far; null before the first. */
  readonly score: number | null;
  /** Steps in a row that were at least good. */
  readonly combo: number;
  readonly bestCombo: number;
  readonly last: Last | null;
  readonly parts: readonly PartLive[];
  /** The learner's own limbs that are off, and not only for a frame. */
  readonly off: readonly Limb[];
}

/** `Live` and what it is made of. */
export interface LiveState {
  readonly live: Live;
  readonly raws: ReadonlyMap<string, number>;
  /** Of each of LIMBS, how much of the last frames it was off, 0 to 1. */
  readonly offShare: readonly number[];
}

const STEPS = 8;
/** From which a step is told as early or late. */
const OFF_BEAT_MS = 90;
/** How much of one frame goes into what is lit: about a third of a second at 12 frames a second. */
const EASE = 0.25;
const LIT = 0.55;
const UNLIT = 0.3;

export function liveOf(parts: readonly number[]): LiveState {
  const empty = { grades: Array.from({ length: STEPS }, () => null) };
  return {
    live: {
      score: null,
      combo: 0,
      bestCombo: 0,
      last: null,
      parts: parts.map((part) => ({ part, ...empty })),
      off: [],
    },
    raws: new Map(),
    offShare: LIMBS.map(() => 0),
  };
}

/** After one event. Where nothing that is shown has changed, `live` is the same object. */
export function after(before: LiveState, event: Event, parameters: Parameters): LiveState {
  if (event.kind === "feedback") return event.similarity === null ? before : lit(before, event.off);
  if (event.kind === "judgement") return judged(before, event.step, event.revised, parameters);
  return before;
}

/** Words for a score: by the class's own medals. */
export function gradeOf(score: number, { medals: [bronze, silver, gold] }: Parameters): Grade {
  if (score >= gold) return "perfect";
  if (score >= silver) return "great";
  return score >= bronze ? "good" : "off";
}

function lit(before: LiveState, off: readonly Limb[]): LiveState {
  const offShare = before.offShare.map(
    (share, index) => share + EASE * ((off.includes(LIMBS[index] as Limb) ? 1 : 0) - share),
  );
  const shown = LIMBS.filter(
    (limb, index) => (offShare[index] as number) >= (before.live.off.includes(limb) ? UNLIT : LIT),
  );
  const isSame = String(shown) === String(before.live.off);
  return { ...before, offShare, live: isSame ? before.live : { ...before.live, off: shown } };
}

function judged(before: LiveState, step: StepSheet, revised: boolean, parameters: Parameters): LiveState {
  const { part, count, score, raw, whyNot } = step;
  const grade = score === null ? null : gradeOf(score, parameters);
  const raws = new Map(before.raws);
  if (raw === null) raws.delete(`${part}.${count}`);
  else raws.set(`${part}.${count}`, raw);
  const parts = before.live.parts.map((each) =>
    each.part === part ? { part, grades: each.grades.with(count - 1, grade) } : each,
  );
  const score100 = raws.size > 0 ? scoreOf(meanOf([...raws.values()]), parameters) : null;
  const live = { ...before.live, parts, score: score100 };
  if (revised || whyNot === "teacher_not_seen") return { ...before, raws, live };
  const combo = grade === null || grade === "off" ? 0 : before.live.combo + 1;
  const number = (before.live.last?.number ?? 0) + 1;
  const last = grade === null ? null : { part, count, grade, timing: timingOf(step), number };
  return {
    ...before,
    raws,
    live: {
      ...live,
      combo,
      bestCombo: Math.max(combo, before.live.bestCombo),
      last: last ?? before.live.last,
    },
  };
}

function timingOf({ lateMs }: StepSheet): Last["timing"] {
  if (lateMs === null || Math.abs(lateMs) < OFF_BEAT_MS) return null;
  return lateMs > 0 ? "late" : "early";
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
