import { describe, expect, it } from "vitest";
import { rowScale, shareOf } from "./rowScale";

describe("the time axis of a row", () => {
  it("puts the counts of an even eight into its columns, whenever it begins", () => {
    for (const startS of [0.5, 61.25]) {
      const scale = rowScale(startS, 0.5);
      const columns = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((step) => shareOf(scale, startS + step * 0.5) * 9);
      expect(columns.map((column) => Math.round(column * 1e6) / 1e6)).toEqual([
        0.25, 1.25, 2.25, 3.25, 4.25, 5.25, 6.25, 7.25, 8.25,
      ]);
    }
  });

  it("moves what comes after a missing beat one column on", () => {
    const scale = rowScale(10, 0.5);
    expect(shareOf(scale, 11) * 9).toBeCloseTo(2.25);
  });
});
