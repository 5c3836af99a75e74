import { describe, expect, test } from "vitest";
import { type Run, settled } from "./laps";
import { type CueTrack, firstNotBefore, mixInto, trackOf } from "./mixing";
import type { Cue, CueSound } from "./types";

const CLICK: CueSound = { samples: Float32Array.of(1, 0.5, 0.25), lead: 0 };
const WORD: CueSound = { samples: Float32Array.of(0.125, 0.25, 1, 0.5), lead: 2 };
const cueAt = (frame: number): Cue => ({ atS: frame / 48_000, tick: "beat", count: 5 });
const run = (given: Partial<Run>): Run =>
  settled({ outStart: 0, reelStart: 0, loop: null, reelEnd: 10_000, ...given });
const track = (frames: readonly number[], sound: CueSound): CueTrack =>
  trackOf(frames.map(cueAt), 0, 1, () => sound);

function mixed(from: number, length: number, on: Run, sounds: CueTrack): number[] {
  const into = new Float32Array(length);
  mixInto(into, from, on, sounds);
  return [...into];
}

describe("mixing", () => {
  test("lays the first sample of a click on its mark", () => {
    expect(mixed(0, 10, run({}), track([4], CLICK))).toEqual([0, 0, 0, 0, 1, 0.5, 0.25, 0, 0, 0]);
  });

  test("lays the vowel of a word on its mark, and the consonant before it", () => {
    expect(mixed(0, 10, run({}), track([4], WORD))).toEqual(
      [0, 0, 0.125, 0.25, 1, 0.5, 0, 0, 0, 0].map((v, n) => (n < 2 ? 0 : v)),
    );
  });

  test("gives the same samples in one stretch as in many", () => {
    const looped = run({ outStart: 3, reelStart: 5, loop: { start: 10, end: 17 } });
    for (const sound of [CLICK, WORD]) {
      const sounds = track([5, 10, 12, 16], sound);
      const whole = mixed(0, 60, looped, sounds);
      for (const size of [1, 2, 3, 7]) {
        const parts: number[] = [];
        for (let from = 0; from < 60; from += size)
          parts.push(...mixed(from, Math.min(size, 60 - from), looped, sounds));
        expect(parts).toEqual(whole);
      }
    }
  });

  test("rings on over the seam of a loop, and says the first word of a lap before it", () => {
    const looped = run({ loop: { start: 4, end: 10 } });
    expect(mixed(8, 6, looped, track([9], CLICK))).toEqual([0, 1, 0.5, 0.25, 0, 0]);
    expect(mixed(8, 6, looped, track([4], WORD))).toEqual([0.125, 0.25, 1, 0.5, 0.125 * 0, 0]);
  });

  test("sounds nothing before the run begins, nor marks that it does not reach", () => {
    expect(mixed(0, 6, run({ outStart: 3, reelStart: 4 }), track([3, 4], WORD))).toEqual([
      0, 0, 0, 1, 0.5, 0,
    ]);
    expect(mixed(0, 6, run({ reelEnd: 3 }), track([3], CLICK))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("adds sounds that overlap", () => {
    expect(mixed(0, 5, run({}), track([0, 1], CLICK))).toEqual([1, 1.5, 0.75, 0.25, 0]);
  });

  test("refuses cues out of order", () => {
    expect(() => track([5, 4], CLICK)).toThrow("in order of time");
  });

  test("places cues on a slow reel by its own samples", () => {
    const slow = trackOf([{ atS: 10.5, tick: "one", count: null }], 10, 0.5, () => CLICK);
    expect([...slow.frames]).toEqual([48_000]);
  });
});

test("the first value that is not below a bound", () => {
  const values = Float64Array.of(1, 3, 3, 8);
  expect([0, 1, 2, 3, 4, 9].map((bound) => firstNotBefore(values, bound))).toEqual([0, 0, 1, 1, 3, 4]);
});
