/**
 * A lesson as times: which spans of the class video are played for the parts picked, where counts fall, and which
 * step is danced when. Pure: no page, no player.
 */

import type { Part, Routine } from "@eightcount/runtime";
import { endOf, follows, lengthOf, type Run, runsOf, startOf } from "../graph/runs";

/** Played in one piece, to where the last pose has been seen. Seconds of the class video. */
export interface Span extends Run {
  /** Where the count-in's four counts fall, 5 to 8; before the video's first frame they are negative. */
  readonly leadS: readonly number[];
}

/** A count that is spoken. */
export interface Spoken {
  readonly atS: number;
  /** 1 to 8. */
  readonly count: number;
}

/** A step by its part and count, both from 1. */
export interface Place {
  readonly part: number;
  readonly count: number;
}

/** Counts before the first step. */
const LEAD = 4;
/** Kept playing after the last step point, so that its pose is seen. */
const HELD_S = 0.4;

/** What is played for some parts, in the video's order. */
export function spansOf(routine: Routine, parts: readonly number[]): readonly Span[] {
  return runsOf(routine, parts).map((run) => ({
    ...run,
    endS: Math.min(run.endS + HELD_S, lengthOf(routine)),
    leadS: leadOf(routine, run.parts[0] as number),
  }));
}

/** Every count that may be spoken in a span: the count-in, and its steps where all are wanted. */
export function spokenIn(routine: Routine, span: Span, counting: "in" | "all"): readonly Spoken[] {
  const lead = span.leadS.map((atS, index) => ({ atS, count: 8 - LEAD + 1 + index }));
  if (counting === "in") return lead;
  const steps = span.parts.flatMap((number) => routine.parts[number - 1]?.steps ?? []);
  return [...lead, ...steps.map((step, index) => ({ atS: step.start.videoS, count: (index % 8) + 1 }))];
}

/** The count of a count-in that belongs to a second of the class; null before it, and from the first step on. */
export function leadCountAt({ leadS, startS }: Pick<Span, "leadS" | "startS">, atS: number): number | null {
  const beat = leadS.findLastIndex((beatS) => beatS <= atS);
  return beat >= 0 && atS < startS ? 8 - leadS.length + 1 + beat : null;
}

/** The step that is danced at a time of the class video; null before, between and after the parts. */
export function placeAt(routine: Routine, atS: number): Place | null {
  for (const [index, part] of routine.parts.entries()) {
    if (atS < startOf(part) || atS >= endOf(part)) continue;
    const step = part.steps.findLastIndex(({ start }) => start.videoS <= atS);
    return { part: index + 1, count: step + 1 };
  }
  return null;
}

/** The parts picked after a tap on one: from all of them that one alone, else it comes or goes; never none. */
export function pickedAfter(picked: readonly number[], tapped: number, total: number): readonly number[] {
  if (picked.length === total && total > 1) return [tapped];
  const rest = picked.filter((part) => part !== tapped);
  const after = rest.length < picked.length ? rest : [...picked, tapped].sort((a, b) => a - b);
  return after.length > 0 ? after : allParts(total);
}

export function allParts(total: number): readonly number[] {
  return Array.from({ length: total }, (_, index) => index + 1);
}

/** Parts as an address names them, `1,2`; all where it names none that there is. */
export function partsIn(text: string | null, total: number): readonly number[] {
  const named = new Set((text ?? "").split(",").map(Number));
  const parts = allParts(total).filter((part) => named.has(part));
  return parts.length > 0 ? parts : allParts(total);
}

/** The four beats before a part: those of the part before where it goes on from there, else as long as its first step. */
function leadOf(routine: Routine, number: number): readonly number[] {
  const part = routine.parts[number - 1] as Part;
  const before = routine.parts[number - 2];
  const startS = startOf(part);
  if (before && follows(part, before)) {
    return before.steps.slice(-LEAD).map((step) => step.start.videoS);
  }
  const beatS = (part.steps[0]?.point.at.videoS ?? startS) - startS;
  return Array.from({ length: LEAD }, (_, index) => startS - (LEAD - index) * beatS);
}
