import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Filmed, pieceKeeper } from "./pieces";

const STEP_S = 1 / 30;

/** Pictures at 30 a second; `classOf` says where the class is at a second of the film. */
function filmed(seconds: number, classOf: (filmS: number) => number | null, begins = new Set([0])): Filmed[] {
  return Array.from({ length: Math.round(seconds / STEP_S) }, (_, at) => {
    const filmS = at * STEP_S;
    return { filmS, classS: classOf(filmS), begins: begins.has(at) };
  });
}

function piecesOf(pictures: readonly Filmed[], speed = 1) {
  const keeper = pieceKeeper(speed);
  for (const picture of pictures) keeper.put(picture);
  return keeper.pieces();
}

describe("pieces of a film", () => {
  test("is one where the class runs through, however its clock jitters", () => {
    const jitter = fc.array(fc.double({ min: -0.012, max: 0.012, noNaN: true }), {
      minLength: 300,
      maxLength: 300,
    });
    fc.assert(
      fc.property(jitter, fc.constantFrom(0.5, 0.75, 1), (offS, speed) => {
        const pictures = filmed(10, (filmS) => 4 + speed * filmS);
        const shaken = pictures.map((each, at) => ({
          ...each,
          classS: (each.classS ?? 0) + (offS[at] ?? 0),
        }));
        const pieces = piecesOf(shaken, speed);
        const [first] = pieces;
        expect(first?.filmS).toBe(0);
        expect(first?.speed).toBe(speed);
        for (const { filmS, classS } of pieces)
          expect(Math.abs(classS - 4 - speed * filmS)).toBeLessThan(0.012);
      }),
    );
  });

  test("begins anew where the film was cut, by what comes after", () => {
    const pictures = filmed(6, (filmS) => (filmS < 3 - 1e-9 ? 1 + filmS : 20 + filmS), new Set([0, 90]));
    const pieces = piecesOf(pictures);
    expect(pieces).toHaveLength(2);
    expect(pieces[0]?.classS).toBeCloseTo(1);
    expect(pieces[1]?.filmS).toBeCloseTo(3);
    expect(pieces[1]?.classS).toBeCloseTo(23);
  });

  test("begins anew at the picture at which the class was sought", () => {
    const pieces = piecesOf(filmed(6, (filmS) => (filmS < 3 - 1e-9 ? filmS : filmS + 5)));
    expect(pieces).toHaveLength(2);
    expect(pieces[1]?.filmS).toBeCloseTo(3);
    expect(pieces[1]?.classS).toBeCloseTo(8);
  });

  test("does not take single wild answers of the clock for a leap", () => {
    const pieces = piecesOf(filmed(6, (filmS) => (Math.round(filmS * 30) % 20 === 7 ? filmS + 3 : filmS)));
    expect(pieces).toHaveLength(1);
  });

  test("lays the class anew where two clocks drift apart, and is never off by what one sees", () => {
    // A thousandth too fast: in a minute the one is 60 ms ahead.
    const pieces = piecesOf(filmed(60, (filmS) => 1.001 * filmS));
    expect(pieces.length).toBeGreaterThan(2);
    for (const [at, { filmS, classS }] of pieces.entries()) {
      const untilS = pieces[at + 1]?.filmS ?? 60;
      for (const here of [filmS, untilS]) {
        expect(Math.abs(classS + here - filmS - 1.001 * here)).toBeLessThan(0.02);
      }
    }
  });

  test("knows nothing where the clock never answers, and goes by the later answers where it comes late", () => {
    expect(piecesOf(filmed(2, () => null))).toEqual([]);
    const [only] = piecesOf(filmed(2, (filmS) => (filmS < 0.5 ? null : 7 + filmS)));
    expect(only?.filmS).toBe(0);
    expect(only?.classS).toBeCloseTo(7);
  });
});
