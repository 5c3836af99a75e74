/** What is to be heard of the marks: a click or a called number at each. Times only; the audio room makes sound. */
import { type Count, countOf } from "./parts";
import { placeOf, type Sketch } from "./sketch";

export type CountEvent = {
  /** Seconds on the song clock. */
  readonly s: number;
  readonly count: Count;
  /** The "one" of an eight. */
  readonly accent: boolean;
  /** From 0. */
  readonly index: number;
};

/** Marks from `fromS` up to but without `toS`, so that windows that follow each other say every mark once. */
export function events(sketch: Pick<Sketch, "marks">, fromS: number, toS: number): readonly CountEvent[] {
  const first = placeOf(sketch.marks, fromS);
  return sketch.marks.slice(first, Math.max(first, placeOf(sketch.marks, toS))).map(({ s }, at) => {
    const index = first + at;
    const count = countOf(index);
    return { s, count, accent: count === 1, index };
  });
}
