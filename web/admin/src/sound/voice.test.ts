import { expect, test } from "vitest";
import { finer } from "./voice";

test("a finer sound keeps its samples and its shape between them", () => {
  const wave = (n: number) => Math.sin((2 * Math.PI * 500 * n) / 48_000);
  const coarse = Float32Array.from({ length: 400 }, (_, n) => wave(3 * n));
  const fine = finer(coarse, 3);
  expect(fine.length).toBe(1200);
  for (let n = 0; n < 400; n++) expect(fine[3 * n]).toBeCloseTo(coarse[n] as number, 6);
  for (let n = 100; n < 1100; n++) expect(fine[n]).toBeCloseTo(wave(n), 2);
});
