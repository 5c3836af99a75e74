import { describe, expect, it } from "vitest";
import { type Piece, piecesOf } from "./bodyPieces";
import type { PointOf } from "./points";
import { outlineOf } from "./silhouette";

/** Somebody 170 cm tall who stands upright; a unit is a metre. */
const STANDING: Readonly<Record<number, readonly [number, number]>> = {
  0: [0, 0.15],
  7: [0.07, 0.13],
  8: [-0.07, 0.13],
  9: [0.02, 0.19],
  10: [-0.02, 0.19],
  11: [0.175, 0.35],
  12: [-0.175, 0.35],
  13: [0.25, 0.62],
  14: [-0.25, 0.62],
  15: [0.3, 0.86],
  16: [-0.3, 0.86],
  17: [0.33, 0.93],
  18: [-0.33, 0.93],
  19: [0.3, 0.95],
  20: [-0.3, 0.95],
  21: [0.27, 0.9],
  22: [-0.27, 0.9],
  23: [0.11, 0.85],
  24: [-0.11, 0.85],
  25: [0.12, 1.27],
  26: [-0.12, 1.27],
  27: [0.12, 1.67],
  28: [-0.12, 1.67],
  29: [0.12, 1.7],
  30: [-0.12, 1.7],
  31: [0.16, 1.72],
  32: [-0.16, 1.72],
};

function standing(without: readonly number[] = [], scale = 1): PointOf {
  return (mark) => {
    const at = without.includes(mark) ? undefined : STANDING[mark];
    return at ? [scale * at[0], scale * at[1]] : null;
  };
}

function holds(pieces: readonly Piece[], x: number, y: number): boolean {
  return pieces.some((piece) => {
    const outline = outlineOf(piece);
    return outline.every(([ax, ay], index) => {
      const [bx, by] = outline[(index + 1) % outline.length] ?? [0, 0];
      return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= -1e-9;
    });
  });
}

const spanOf = (pieces: readonly Piece[]) => {
  const points = pieces.flatMap(outlineOf);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return { width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys) };
};

describe("the pieces of a body", () => {
  it("make a person of a person's size", () => {
    const { width, height } = spanOf(piecesOf(standing()));
    expect(height).toBeGreaterThan(1.65);
    expect(height).toBeLessThan(1.85);
    expect(width).toBeLessThan(0.8);
    const at = (x: number, y: number) => holds(piecesOf(standing()), x, y);
    // Skull, cheek, neck, chest, belly, thigh, fingers.
    expect([at(0, 0.02), at(0.08, 0.12), at(0, 0.28), at(0.1, 0.45), at(0, 0.7), at(0.15, 1)]).toEqual(
      Array(6).fill(true),
    );
    expect(at(0.31, 0.99)).toBe(true);
    // Beside the neck, under an arm, between the shins.
    expect([at(0.16, 0.2), at(0.2, 0.75), at(0, 1.5)]).toEqual([false, false, false]);
  });

  it("grow with it", () => {
    expect(spanOf(piecesOf(standing([], 300))).height).toBeCloseTo(
      300 * spanOf(piecesOf(standing())).height,
      6,
    );
  });

  it("are as broad in a crouch, where few bones show their length", () => {
    const crouched: PointOf = (mark) => {
      const at = STANDING[mark];
      if (!at) return null;
      // Thighs point at the camera, the back is bent.
      return mark >= 23 ? [at[0], at[1] - (mark >= 25 ? 0.35 : 0)] : [at[0], 0.3 + 0.8 * at[1]];
    };
    const head = (pieces: readonly Piece[]) => spanOf(pieces.slice(0, 1)).width;
    expect(head(piecesOf(crouched))).toBeGreaterThan(0.85 * head(piecesOf(standing())));
  });

  it("keep the depth of a body that is seen from the side", () => {
    const turned: PointOf = (mark) => {
      const at = STANDING[mark];
      return at ? [0.1 * at[0], at[1]] : null;
    };
    const pieces = piecesOf(turned);
    expect(holds(pieces, 0.08, 0.5)).toBe(true);
    expect(holds(pieces, 0.13, 0.5)).toBe(false);
  });

  it("go one by one where landmarks are not seen", () => {
    const all = piecesOf(standing());
    expect(holds(all, 0.12, 1.45)).toBe(true);
    const kneeless = piecesOf(standing([25]));
    expect(kneeless).toHaveLength(all.length - 2);
    expect(holds(kneeless, 0.12, 1.45)).toBe(false);
    expect(holds(kneeless, -0.12, 1.45)).toBe(true);
    // Of a body from the side the far shoulder and hip are hidden: the trunk stays.
    expect(holds(piecesOf(standing([11, 23])), -0.05, 0.6)).toBe(true);
    // A head alone is not guessed at from the ears' distance.
    expect(piecesOf((mark) => (mark < 11 ? standing()(mark) : null))).toEqual([]);
    expect(piecesOf(() => null)).toEqual([]);
  });
});

describe("the outline of a piece", () => {
  it("is a convex one around its rounds, and always runs the same way", () => {
    const rounds = [
      { x: 0, y: 0, radius: 2 },
      { x: 10, y: 3, radius: 1 },
    ];
    for (const piece of [rounds, [...rounds].reverse()]) {
      const outline = outlineOf(piece);
      let area = 0;
      for (const [index, [ax, ay]] of outline.entries()) {
        const [bx, by] = outline[(index + 1) % outline.length] ?? [0, 0];
        area += (ax * by - bx * ay) / 2;
      }
      expect(area).toBeGreaterThan(0);
      expect(holds([piece], 5, 1.5)).toBe(true);
      expect(holds([piece], 10.9, 3)).toBe(true);
      expect(holds([piece], 5, 4)).toBe(false);
    }
  });
});
