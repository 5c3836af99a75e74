import { describe, expect, test } from "vitest";
import { type ReadSound, stretched } from "./stretch";

const RATE_HZ = 48_000;

function reading(sound: (frame: number) => number): ReadSound {
  return async (from, count) => {
    const plane = Float32Array.from({ length: count }, (_, at) => sound(from + at));
    return [plane, plane.slice()];
  };
}

async function slow(sound: (frame: number) => number, from: number, frames: number, speed: number) {
  const out: number[] = [];
  for await (const [left] of stretched(reading(sound), { from, frames, speed, rateHz: RATE_HZ }))
    out.push(...(left ?? []));
  return out;
}

describe("sound made slower", () => {
  test.each([0.5, 0.75])("is as long as was asked, at %f", async (speed) => {
    expect(await slow(() => 0.1, 777, 100_001, speed)).toHaveLength(100_001);
  });

  test.each([0.5, 0.75])("keeps its pitch and its loudness, at %f", async (speed) => {
    const out = await slow((frame) => Math.sin((2 * Math.PI * 440 * frame) / RATE_HZ), 0, 2 * RATE_HZ, speed);
    const middle = out.slice(RATE_HZ / 2, (3 * RATE_HZ) / 2);
    const crossings = middle.filter((value, at) => at > 0 && value >= 0 && (middle[at - 1] ?? 0) < 0).length;
    expect(crossings).toBeGreaterThan(436);
    expect(crossings).toBeLessThan(444);
    const power = middle.reduce((sum, value) => sum + value * value, 0) / middle.length;
    expect(power).toBeGreaterThan(0.45);
    expect(power).toBeLessThan(0.55);
  });

  test.each([0.5, 0.75])("has a click within 20 ms of where it belongs, at %f", async (speed) => {
    for (const clickS of [0.31, 0.5, 0.62, 0.777]) {
      const click = Math.round(clickS * RATE_HZ);
      const sound = (frame: number) => (frame >= click && frame < click + 192 ? Math.sin(frame / 4) : 0);
      const out = await slow(sound, 0, 2 * RATE_HZ, speed);
      const heard = out.map(Math.abs).flatMap((value, at) => (value > 0.25 ? [at / RATE_HZ] : []));
      for (const atS of heard) expect(Math.abs(atS - clickS / speed)).toBeLessThan(0.02);
      expect(heard.length).toBeGreaterThan(20);
    }
  });
});
