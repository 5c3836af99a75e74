import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { songS } from "../arbitraries";
import { median } from "../numbers";
import { nearestTo, sketchOf, wellPlaced } from "../sketch";
import { microseconds } from "../times";
import { averaged } from "./average";
import { calibrated, LEAST_TAPS, MOST_SHAKE_MS } from "./calibration";
import { readPass, shakeS } from "./pass";
import { withTaps } from "./place";
import { breathing, normal, type Person, randomOf, STEADY, tapsOf } from "./simulated";

const seeds = fc.integer({ min: 1, max: 1e6 });
const CLICKS = Array.from({ length: 32 }, (_, at) => 2 + at * 0.5);

const passesOf = (beatsS: readonly number[], person: Person, seed: number, count: number, rate = 1) => {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, at) => ({
    id: `pass ${at}`,
    rate,
    latencyMs: person.latencyS * 1000,
    tapsS: tapsOf(beatsS, { ...person, latencyS: person.latencyS * rate }, random),
  }));
};

const errorsMs = (found: readonly { s: number }[], truth: readonly number[]) =>
  truth.map((s) => Math.abs((nearestTo(found, s)?.s ?? Number.NaN) - s) * 1000);

describe("calibration", () => {
  it("finds a latency, early or late, in a usual shake, with missing and doubled taps", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: -60, max: 280 }),
        fc.integer({ min: 0, max: 18 }),
        (seed, lateMs, shakeMs) => {
          const person = { latencyS: lateMs / 1000, shakeS: shakeMs / 1000, misses: 0.1, bounces: 0.1 };
          const found = calibrated(CLICKS, tapsOf(CLICKS, person, randomOf(seed)));
          expect(found.kind).toBe("calibrated");
          const latencyMs = found.kind === "calibrated" ? found.latencyMs : Number.NaN;
          expect(Math.abs(latencyMs - lateMs)).toBeLessThan(1 + 1.5 * shakeMs);
        },
      ),
    );
  });

  it("is the median exactly when the taps are exact", () => {
    const found = calibrated(
      CLICKS,
      CLICKS.map((s) => s + 0.123),
    );
    expect(found).toEqual({ kind: "calibrated", latencyMs: 123, spreadMs: 0, count: 32, droppedS: [] });
  });

  it("leaves slips out and tells them", () => {
    const taps = CLICKS.map((s, at) => s + (at === 20 ? 0.25 : 0.08));
    const found = calibrated(CLICKS, taps);
    expect(found).toMatchObject({ kind: "calibrated", latencyMs: 80, count: 31, droppedS: [12.25] });
  });

  it("wants 16 taps, and refuses a shaking hand with its spread", () => {
    expect(calibrated(CLICKS, CLICKS.slice(0, 15))).toEqual({
      kind: "tooFew",
      count: 15,
      needed: LEAST_TAPS,
    });
    const random = randomOf(3);
    const found = calibrated(
      CLICKS,
      CLICKS.map((s) => s + 0.1 + 0.12 * (random() - 0.5) * 2),
    );
    expect(found.kind).toBe("tooNoisy");
    expect(found.kind === "tooNoisy" && found.spreadMs).toBeGreaterThan(MOST_SHAKE_MS);
  });
});

describe("one pass", () => {
  const truth = breathing(33);

  it("has its latency taken off, as much less as it was played slower", () => {
    for (const rate of [1, 0.75, 0.5]) {
      const tapsS = truth.map((s) => s + 0.08 * rate);
      const read = readPass({ id: "a", rate, latencyMs: 80, tapsS });
      expect(read).toMatchObject({ kind: "good", slow: rate < 1, missing: 0, doubledS: [] });
      expect(
        Math.max(...errorsMs(read.kind === "good" ? read.beatsS.map((s) => ({ s })) : [], truth)),
      ).toBeLessThan(0.01);
    }
  });

  it("tells missing and doubled taps", () => {
    const tapsS = truth.filter((_, at) => at !== 12).flatMap((s, at) => (at === 5 ? [s, s + 0.07] : [s]));
    const read = readPass({ id: "a", rate: 1, latencyMs: 0, tapsS });
    expect(read).toMatchObject({ kind: "good", missing: 1 });
    const doubledS = read.kind === "good" ? read.doubledS : [];
    expect(doubledS).toHaveLength(1);
    expect(doubledS[0]).toBeCloseTo((truth[5] ?? 0) + 0.07, 6);
  });

  it("measures the shake, whatever the tempo does", () => {
    expect(shakeS(truth) * 1000).toBeLessThan(5);
    const measured = [5, 15, 25].map((ms) => {
      const random = randomOf(ms);
      const shaken = breathing(200).map((s) => s + (ms / 1000) * normal(random));
      return (shakeS(shaken) * 1000) / ms;
    });
    for (const ratio of measured) expect(ratio).toSatisfy((each: number) => each > 0.8 && each < 1.4);
  });

  it("is refused with its spread when it shakes too much, and when it is too short", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [pass] = passesOf(breathing(64), { ...STEADY, shakeS: 0.09 }, seed, 1);
        const read = pass && readPass(pass);
        expect(read?.kind).toBe("tooNoisy");
        expect(read?.kind === "tooNoisy" && read.spreadMs).toBeGreaterThan(MOST_SHAKE_MS);
      }),
      { numRuns: 50 },
    );
    expect(readPass({ id: "a", rate: 1, latencyMs: 0, tapsS: [1, 2, 3] })).toEqual({
      kind: "tooFew",
      id: "a",
      count: 3,
      needed: 5,
    });
  });
});

describe("several passes", () => {
  const truth = breathing(33);

  it("come within 10 ms of the truth in the median, with missing and doubled taps among them", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 4, max: 7 }), (seed, count) => {
        const person = { latencyS: 0.08, shakeS: 0.015, misses: 0.04, bounces: 0.04 };
        const { beats } = averaged(passesOf(truth, person, seed, count));
        expect(beats.map(({ s }) => s)).toEqual(
          beats.map(({ s }) => s).toSorted((one, other) => one - other),
        );
        expect(median(errorsMs(beats, truth))).toBeLessThan(10);
        expect(Math.abs(beats.length - truth.length)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("do not depend on the order of the passes", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const passes = passesOf(truth, { ...STEADY, misses: 0.1 }, seed, 4);
        const there = averaged(passes).beats.map(({ s }) => s);
        const back = averaged([...passes].reverse()).beats.map(({ s }) => s);
        expect(back).toHaveLength(there.length);
        for (const [at, s] of back.entries()) expect(s).toBeCloseTo(there[at] ?? 0, 5);
      }),
      { numRuns: 50 },
    );
  });

  it("leave a slip and a lonely tap out, and tell both", () => {
    const slip = {
      id: "slip",
      rate: 1,
      latencyMs: 0,
      tapsS: truth.map((s, at) => (at === 9 ? s + 0.15 : s)),
    };
    const lonely = { id: "lonely", rate: 1, latencyMs: 0, tapsS: [...truth, (truth.at(-1) ?? 0) + 0.5] };
    const clean = { rate: 1, latencyMs: 0, tapsS: [...truth, (truth.at(-1) ?? 0) + 1] };
    const { beats, dropped } = averaged([
      slip,
      lonely,
      { ...clean, id: "a" },
      { ...clean, id: "b" },
      { ...clean, id: "c" },
    ]);
    expect(Math.max(...errorsMs(beats, truth))).toBeLessThan(0.01);
    expect(dropped.map(({ passId, why }) => [passId, why])).toEqual([
      ["slip", "far"],
      ["lonely", "lonely"],
    ]);
    expect(dropped[0]?.offMs).toBeCloseTo(150, 0);
  });

  it("use no pass that is refused, and say why", () => {
    const good = passesOf(truth, { ...STEADY, shakeS: 0.005 }, 5, 2);
    const noisy = passesOf(truth, { ...STEADY, shakeS: 0.15 }, 6, 1).map((pass) => ({
      ...pass,
      id: "noisy",
    }));
    const found = averaged([...good, ...noisy]);
    expect(found.passes.map(({ kind }) => kind)).toEqual(["good", "good", "tooNoisy"]);
    expect(found.beats).toEqual(averaged(good).beats);
    expect(averaged(noisy).beats).toEqual([]);
    expect(averaged([]).beats).toEqual([]);
  });

  it("are slow where no tap at full speed stands behind a beat", () => {
    const slow = { id: "slow", rate: 0.5, latencyMs: 0, tapsS: truth };
    const start = { id: "start", rate: 1, latencyMs: 0, tapsS: truth.slice(0, 16) };
    const { beats } = averaged([slow, start]);
    expect(beats.map((beat) => beat.slow)).toEqual(truth.map((_, at) => at >= 16));
  });
});

describe("placing taps", () => {
  const beats = breathing(9).map((s) => ({ s: microseconds(s), slow: false, count: 2, spreadMs: 3 }));

  it("replaces earlier taps and keeps what a person has confirmed or placed", () => {
    const plain = { slow: false, confirmed: false } as const;
    const at = (index: number, byS: number) => (beats[index]?.s ?? 0) + byS;
    const sketch = sketchOf([
      { s: at(2, 0.04), origin: "tap", ...plain },
      { s: at(3, 0.03), origin: "tap", ...plain, confirmed: true },
      { s: at(4, 0.02), origin: "hand", ...plain },
      { s: at(8, 3), origin: "tap", ...plain },
    ]);
    const placed = withTaps(sketch, beats);
    expect(placed.marks).toHaveLength(10);
    expect(placed.marks[2]).toMatchObject({ s: beats[2]?.s, origin: "tap", confirmed: false });
    expect(placed.marks[3]).toEqual(sketch.marks[1]);
    expect(placed.marks[4]).toEqual(sketch.marks[2]);
    expect(placed.marks[9]).toEqual(sketch.marks[3]);
    expect(withTaps(sketch, [])).toBe(sketch);
  });

  it("gives sorted marks for any taps", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: 0, max: songS, noNaN: true }), { maxLength: 40 }), {
          maxLength: 4,
        }),
        (all) => {
          const { beats: found } = averaged(
            all.map((tapsS, at) => ({ id: `${at}`, rate: 1, latencyMs: 20, tapsS })),
          );
          const placed = withTaps(sketchOf([]), found);
          expect(wellPlaced(placed.marks)).toBe(true);
        },
      ),
    );
  });
});
