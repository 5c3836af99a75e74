import { POSE_VALUES } from "@eightcount/runtime";
import type { Sheet } from "@eightcount/runtime/scoring";
import { describe, expect, it, vi } from "vitest";
import { scoredOnce } from "./scoredOnce";
import type { Scorer } from "./scorer";
import type { PoseFrame } from "./types";

const STRETCH = { fromS: 1, toS: 5 };
const SHEET = { total: {} } as Sheet;

function frame(classS: number | null, more: Partial<PoseFrame> = {}): PoseFrame {
  const landmarks = new Float32Array(POSE_VALUES).fill(0.75);
  return { capturedMs: 0, classS, landmarks, people: 1, width: 400, height: 300, ...more };
}

function scorer(finish: () => Promise<Sheet> = () => Promise.resolve(SHEET)) {
  return {
    begin: vi.fn<Scorer["begin"]>(),
    take: vi.fn<Scorer["take"]>(() => Promise.resolve()),
    finish: vi.fn(finish),
    end: vi.fn(),
  };
}

const none = () => Promise.reject(new Error("There is no other one."));

describe("what is scored", () => {
  it("is each second of what is played, once", () => {
    const scoring = scoredOnce({ scorer: scorer(), another: none }, {});
    const taken = [null, 0.9, 1, 1.2, 1.2, 1.1, 1.3, 5.1, 5].map(
      (classS) => scoring.taken(frame(classS), STRETCH)?.classS ?? null,
    );
    expect(taken).toEqual([null, null, 1, 1.2, null, null, 1.3, null, 5]);
    expect(scoring.lastS).toBe(5);
    expect([...scoring.read().posesAtS]).toEqual([1, 1.2, 1.3, 5]);
  });

  it("begins with the first picture's size, and a turned one is laid into it", () => {
    const first = scorer();
    const scoring = scoredOnce({ scorer: first, another: none }, { speed: 0.5 });
    scoring.taken(frame(1), STRETCH);
    const turned = scoring.taken(frame(2, { width: 300, height: 400 }), STRETCH);
    expect(first.begin).toHaveBeenCalledExactlyOnceWith(400, 300, { speed: 0.5 });
    // A quarter of 300 from the middle is 9/64 of 533, as wide as a picture 400 high is in the first one's shape.
    expect(turned?.landmarks?.[0]).toBeCloseTo(0.5 + 9 / 64);
    expect(turned?.landmarks?.[1]).toBe(0.75);
    expect(scoring.read().poses[POSE_VALUES]).toBeCloseTo(0.5 + 9 / 64);
  });

  it("has a sheet though no picture came, of the camera's size or at least one pixel", async () => {
    const first = scorer();
    const scoring = scoredOnce({ scorer: first, another: none }, {});
    expect(await scoring.sheet({ width: 0, height: 0 })).toBe(SHEET);
    expect(first.begin).toHaveBeenCalledExactlyOnceWith(1, 1, {});
  });

  it("is scored anew by another scorer where the first one broke", async () => {
    const [first, second] = [scorer(() => Promise.reject(new Error("dead"))), scorer()];
    const another = () => Promise.resolve<Scorer>(second);
    const scoring = scoredOnce({ scorer: first, another }, { speed: 1 });
    scoring.taken(frame(1), STRETCH);
    scoring.taken(frame(2, { landmarks: null }), STRETCH);
    expect(await scoring.sheet({ width: 1, height: 1 })).toBe(SHEET);
    expect(second.begin.mock.calls).toEqual(first.begin.mock.calls);
    expect(second.take.mock.calls.map(([atS, pose]) => [atS, pose?.[0] ?? null])).toEqual([
      [1, 0.75],
      [2, null],
    ]);
    expect(second.end).toHaveBeenCalledOnce();
  });

  it("lets go of another scorer that breaks as well, or that does not answer", async () => {
    vi.useFakeTimers();
    const dead = () => scorer(() => Promise.reject(new Error("dead")));
    const [broken, silent] = [dead(), dead()];
    broken.take.mockRejectedValue(new Error("dead, too"));
    silent.take.mockReturnValue(new Promise(() => undefined));
    const sheets = [broken, silent].map((second) => {
      const scoring = scoredOnce({ scorer: dead(), another: () => Promise.resolve<Scorer>(second) }, {});
      scoring.taken(frame(1), STRETCH);
      return scoring.sheet({ width: 1, height: 1 });
    });
    const came = Promise.allSettled(sheets);
    await vi.runAllTimersAsync();
    vi.useRealTimers();
    expect((await came).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(broken.end).toHaveBeenCalledOnce();
    expect(silent.end).toHaveBeenCalledOnce();
  });

  it("says where no scorer gives a sheet", async () => {
    const dead = scorer(() => Promise.reject(new Error("dead")));
    const scoring = scoredOnce({ scorer: dead, another: none }, {});
    await expect(scoring.sheet({ width: 4, height: 3 })).rejects.toThrow("no other one");
  });
});
