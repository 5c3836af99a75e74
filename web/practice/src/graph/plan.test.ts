import type { Part, Routine } from "@eightcount/runtime";
import { describe, expect, it } from "vitest";
import { goOnAtS, stretchesOf } from "./plan";

const STEP_S = 0.5;

function part(startS: number): Part {
  const instant = (videoS: number) => ({ songS: videoS, videoS });
  const steps = Array.from({ length: 8 }, (_, at) => ({
    start: instant(startS + at * STEP_S),
    point: { at: instant(startS + (at + 1) * STEP_S), frame: 0, targets: null, weights: [] },
  }));
  return { name: null, steps };
}

/** Parts one after the other, but for a break of 2 s before the third; 30 s of video. */
const ROUTINE: Routine = {
  video: { width: 640, height: 480, rate: [30, 1], frames: 900 },
  offsetS: 0,
  rate: 1,
  parts: [part(1), part(5), part(11), part(15)],
  problems: [],
  scoring: null,
};

describe("what is played", () => {
  it("joins parts that follow each other", () => {
    const [first, second, ...more] = stretchesOf(ROUTINE, [1, 2, 3, 4]);
    expect(first).toMatchObject({ startS: 1, endS: 9, parts: [1, 2] });
    expect(second).toMatchObject({ startS: 11, endS: 19, parts: [3, 4] });
    expect(more).toEqual([]);
  });

  it("begins four steps before, where the video has them, and ends when the last step is judged", () => {
    expect(stretchesOf(ROUTINE, [1])[0]?.fromS).toBe(0);
    expect(stretchesOf(ROUTINE, [3])[0]).toMatchObject({ fromS: 9, toS: 15.7 });
    expect(stretchesOf(ROUTINE, [3], 0.3)[0]?.toS).toBeCloseTo(16, 9);
    expect(stretchesOf(ROUTINE, [3], -0.1)[0]?.toS).toBe(15.7);
    const short = { ...ROUTINE, video: { ...ROUTINE.video, frames: 30 * 19 } };
    expect(stretchesOf(short, [4])[0]?.toS).toBe(19);
  });

  it("leaves out what is not wished, each part once and in order", () => {
    expect(stretchesOf(ROUTINE, [4, 1, 4]).map(({ parts }) => parts)).toEqual([[1], [4]]);
  });

  it("refuses a part that is not there, and none at all", () => {
    expect(() => stretchesOf(ROUTINE, [5])).toThrow(RangeError);
    expect(() => stretchesOf(ROUTINE, [])).toThrow(RangeError);
  });

  it("goes on four steps before a break, not before the stretch", () => {
    const [stretch] = stretchesOf(ROUTINE, [3]);
    if (!stretch) throw new Error("none");
    expect(goOnAtS(ROUTINE, stretch, 13)).toBe(11);
    expect(goOnAtS(ROUTINE, stretch, 10)).toBe(9);
    expect(goOnAtS(ROUTINE, stretch, Number.NEGATIVE_INFINITY)).toBe(9);
  });
});
