import { describe, expect, test } from "vitest";
import { palette } from "./palette";
import { levelsOf, ROWS, rowHz } from "./spectrum";
import { hopFor } from "./spectrum_tiles";

describe("the spectrogram", () => {
  test.each([120, 440, 3000, 9000])("is brightest in the row of a sine of %d Hz", (hz) => {
    const samples = Float32Array.from(
      { length: 2048 + 512 },
      (_, n) => 0.1 * Math.sin((2 * Math.PI * hz * n) / 48_000),
    );
    const levels = levelsOf({ samples, hop: 512, size: 2048, columns: 2 });
    const column = Array.from({ length: ROWS }, (_, fromTop) => levels[fromTop * 2] as number);
    const brightest = ROWS - 1 - column.indexOf(Math.max(...column));
    expect(Math.abs(rowHz(brightest) - hz)).toBeLessThan(Math.max(25, 0.04 * hz));
  });

  test("shows an impulse in the column around it", () => {
    const samples = new Float32Array(1024 + 15 * 64);
    samples[512 + 7 * 64] = 1;
    const levels = levelsOf({ samples, hop: 64, size: 1024, columns: 16 });
    const middle = Math.floor(ROWS / 2) * 16;
    const row = [...levels.subarray(middle, middle + 16)];
    expect(row.indexOf(Math.max(...row))).toBe(7);
  });

  test("has hops of powers of two, none wider than a pixel", () => {
    expect([0.01, 0.001, 1e-6].map(hopFor)).toEqual([256, 64, 64]);
  });
});

test("the palette grows lighter with every level", () => {
  const colours = palette();
  const linear = (byte: number) => (byte / 255) ** 2.2;
  let before = -1;
  for (let level = 0; level < 256; level += 3) {
    const [r, g, b] = [0, 1, 2].map((part) => linear(colours[4 * level + part] as number)) as [
      number,
      number,
      number,
    ];
    const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    expect(luminance).toBeGreaterThan(before);
    before = luminance;
  }
});
