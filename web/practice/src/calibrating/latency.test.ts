import { describe, expect, it } from "vitest";
import { clapFinder } from "./claps";
import { believed, latencyFrom } from "./latency";
import { outputOf } from "./output";

const CLICKS = Array.from({ length: 16 }, (_, at) => 10 + at * 0.6);
/** The same shake in every run, up to 20 ms either way. */
const shake = (at: number) => (((at * 7919) % 41) - 20) / 1000;

describe("how late a device is", () => {
  it("is the middle of its claps", () => {
    const found = latencyFrom(
      CLICKS,
      CLICKS.map((click, at) => click + 0.18 + shake(at)),
    );
    expect(found).toMatchObject({ kind: "found", count: 16 });
    expect(found.kind === "found" && Math.abs(found.latencyS - 0.18)).toBeLessThan(0.01);
  });

  it("bears claps that are missing, doubled or wild", () => {
    const made = CLICKS.flatMap((click, at) => (at % 4 === 0 ? [] : [click + 0.3 + shake(at), click + 0.38]));
    const found = latencyFrom(CLICKS, [...made, 10.01, 3]);
    expect(found.kind === "found" && Math.abs(found.latencyS - 0.3)).toBeLessThan(0.015);
  });

  it("can be below zero, and as much as wireless earphones take", () => {
    for (const latencyS of [-0.1, 0.38]) {
      const found = latencyFrom(
        CLICKS,
        CLICKS.map((click) => click + latencyS),
      );
      expect(found.kind === "found" && found.latencyS).toBeCloseTo(latencyS, 6);
    }
  });

  it("is not believed where it comes before any that can be", () => {
    const found = { kind: "found", latencyS: -0.05, spreadS: 0.01, count: 16 } as const;
    expect(believed(found, -0.05)).toBe(found);
    expect(believed(found, -0.04)).toEqual({ kind: "early", latencyS: -0.05 });
    expect(believed({ kind: "few", count: 2 }, 0)).toEqual({ kind: "few", count: 2 });
  });

  it("asks again where there were few, or no beat in them", () => {
    expect(latencyFrom(CLICKS, [10.1, 10.7]).kind).toBe("few");
    expect(latencyFrom(CLICKS, []).kind).toBe("few");
    const anywhere = CLICKS.map((click, at) => click + (((at * 37) % 50) / 50 - 0.3) * 0.58);
    expect(latencyFrom(CLICKS, anywhere).kind).toBe("shaky");
  });
});

describe("claps among poses", () => {
  /** Wrists that far apart, in heights of a square picture; the torso is 0.3. */
  function pose(apart: number): Float32Array {
    const values = new Float32Array(132).fill(0.5);
    for (let mark = 0; mark < 33; mark++) values[4 * mark + 3] = 1;
    for (const mark of [11, 12]) values[4 * mark + 1] = 0.3;
    for (const mark of [23, 24]) values[4 * mark + 1] = 0.6;
    values[4 * 15] = 0.5 - apart / 2;
    values[4 * 16] = 0.5 + apart / 2;
    return values;
  }

  /** Hands that meet every 0.6 s from 0.3 s on, seen so many times a second. */
  function clapped(rateHz: number): number[] {
    const find = clapFinder();
    const claps: number[] = [];
    for (let at = 0; at < 6 * rateHz; at++) {
      const atS = at / rateHz;
      const clap = find(atS, pose(Math.abs(((atS % 0.6) - 0.3) * 1.6)), 1);
      if (clap !== null) claps.push(clap);
    }
    return claps;
  }

  it.each([12, 17, 30])("are found between pictures, at %d a second", (rateHz) => {
    const claps = clapped(rateHz);
    expect(claps.length).toBe(10);
    for (const [at, clap] of claps.entries()) expect(Math.abs(clap - (0.3 + at * 0.6))).toBeLessThan(0.02);
  });

  it("are not seen where nobody is, or hands stay together", () => {
    const find = clapFinder();
    expect([1, 2, 3, 4].map((atS) => find(atS, null, 1))).toEqual([null, null, null, null]);
    expect([5, 6, 7, 8].map((atS) => find(atS, pose(0.01 * (atS % 2)), 1))).toEqual([null, null, null, null]);
  });
});

describe("an output", () => {
  it("is wireless by its name, or by how late it says it is", () => {
    expect(outputOf("Jiwoo's AirPods Pro", 0).isWireless).toBe(true);
    expect(outputOf("WH-1000XM4 (Bluetooth)", 0).isWireless).toBe(true);
    expect(outputOf("", 0.2)).toEqual({ key: "wireless", label: "", isWireless: true });
    expect(outputOf("", 0.02)).toEqual({ key: "usual", label: "", isWireless: false });
    expect(outputOf("MacBook Pro Speakers", 0.02).isWireless).toBe(false);
  });
});
