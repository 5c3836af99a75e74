/**
 * Eight-counts: which count and part a mark is. From a mark to the next is a step, 8 steps are a part, so 33 marks are
 * 4 parts; the last mark ends the class and is counted as a "one" that starts no part.
 */
import type { Range } from "./desk";
import type { Mark, Sketch } from "./sketch";

export const STEPS_PER_PART = 8;

export type Count = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export type Part = {
  /** From 0. */
  readonly index: number;
  readonly name: string | null;
  /** The marks that begin its steps, and the one that ends the last. 9 in a whole part. */
  readonly marks: readonly Mark[];
  readonly whole: boolean;
  readonly range: Range;
};

/** The number that a dancer calls at a mark, 1 to 8. */
export function countOf(index: number): Count {
  return ((index % STEPS_PER_PART) + 1) as Count;
}

/** The part that the step beginning at a mark belongs to, from 0. */
export function partOf(index: number): number {
  return Math.floor(index / STEPS_PER_PART);
}

/** Parts in order; an unfinished one comes last, also when it has a single step. */
export function partsOf(sketch: Sketch): readonly Part[] {
  const stepCount = Math.max(0, sketch.marks.length - 1);
  return Array.from({ length: Math.ceil(stepCount / STEPS_PER_PART) }, (_, index) => {
    const from = index * STEPS_PER_PART;
    const marks = sketch.marks.slice(from, from + STEPS_PER_PART + 1);
    const startS = marks[0]?.s ?? 0;
    return {
      index,
      name: sketch.partNames[index] ?? null,
      marks,
      whole: marks.length === STEPS_PER_PART + 1,
      range: { startS, endS: marks.at(-1)?.s ?? startS },
    };
  });
}

/** How many marks stand after the last whole part: 0 when the count is 8 n + 1. */
export function leftOver(sketch: Sketch): number {
  return sketch.marks.length === 0 ? 0 : (sketch.marks.length - 1) % STEPS_PER_PART;
}
