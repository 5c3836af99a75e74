/** Sketches of every kind for property tests: sorted or not when given, near and far, of every origin. Tests only. */
import fc from "fast-check";
import { type NewMark, ORIGINS, type Sketch, sketchOf } from "./sketch";
import { fromUs } from "./times";

export const songS = 600;

export const times = fc.integer({ min: 0, max: songS * 1_000_000 }).map(fromUs);

export const newMarks: fc.Arbitrary<NewMark> = fc.record({
  s: times,
  origin: fc.constantFrom(...ORIGINS),
  slow: fc.boolean(),
  confirmed: fc.boolean(),
});

const names = fc.array(fc.option(fc.constantFrom("Intro", "Verse", "후렴", "Outro")), { maxLength: 6 });

/** Any marks at all; some only a millisecond apart. */
export const sketches: fc.Arbitrary<Sketch> = fc
  .tuple(fc.array(newMarks, { maxLength: 40 }), fc.array(fc.nat(40), { maxLength: 5 }), names)
  .map(([marks, close, partNames]) => {
    const crowd = close.flatMap((at) => {
      const mark = marks[at];
      return mark === undefined ? [] : [{ ...mark, s: mark.s + 0.001 }];
    });
    return sketchOf([...marks, ...crowd], partNames);
  });

/** Marks as a dancer's: steps of a steady tempo with some swing. */
export const dances: fc.Arbitrary<Sketch> = fc
  .record({
    startS: fc.integer({ min: 0, max: 60_000 }),
    stepMs: fc.integer({ min: 300, max: 900 }),
    swingMs: fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 9, maxLength: 41 }),
  })
  .map(({ startS, stepMs, swingMs }) =>
    sketchOf(
      swingMs.map((ms, at) => ({
        s: (startS + 100 + at * stepMs + ms) / 1000,
        origin: "tap",
        slow: false,
        confirmed: false,
      })),
    ),
  );
