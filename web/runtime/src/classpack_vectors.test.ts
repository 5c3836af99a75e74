/** Routines and arrays, right and spoilt, and real poses: what is read of them is what the Python runtime reads. */

import { readFileSync } from "node:fs";
import {
  emptyFeatures,
  featuresOf,
  frameTimesS,
  type NpyArrays,
  POINT_VALUES,
  POSE_VALUES,
  type PoseTrack,
  poseAt,
  readNpy,
  readPoseTrack,
  readRoutine,
  square,
  stepsOf,
  torsoAt,
  torsoLength,
} from "@eightcount/runtime/classpack";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { errorOf, judgedBy } from "./spoilt";
import { bytesOf } from "./studio";

const ROOT = new URL("../../../", import.meta.url);

function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`runtime/vectors/classpack/${name}.json`, ROOT), "utf8")) as T;
}

describe("a routine", () => {
  const { base, cases, otherwise } = judgedBy("classpack/routines", readRoutine);

  test("spoilt in one place is judged as in Python", () => {
    expect(cases).toBeGreaterThan(2000);
    expect(otherwise).toEqual([]);
  });

  test("is read as it is written", () => {
    const routine = readRoutine(bytesOf(base));
    const steps = stepsOf(routine);
    expect(routine).toMatchObject({
      video: { width: 720, height: 1280, rate: [30_000, 1001], frames: 270 },
      offsetS: 9.5,
      rate: 1.000125,
      parts: [{ name: "Verse" }, { name: null }],
      problems: [{ severity: "warning", code: "odd", sentence: "It is odd.", index: 3 }],
    });
    expect(steps.length).toBe(16);
    expect(steps[2]).toMatchObject({
      start: { songS: 11, videoS: 1.5 },
      point: {
        at: { songS: 11.5, videoS: 2 },
        frame: 60,
        targets: { centre: [0.28125, -0.41], torso: 0.2213 },
      },
    });
    expect(steps[2]?.point.targets?.places[3]).toEqual([0.3, 0.6]);
    expect(steps[2]?.point.weights[15]).toBe(0.95);
    expect(steps[3]?.point.targets).toBeNull();
  });

  test("cut off anywhere is refused", () => {
    const whole = bytesOf(base);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(errorOf(() => readRoutine(whole.slice(0, length)))).toBe("MalformedError");
      }),
    );
  });
});

describe("an array", () => {
  interface Case {
    readonly file: string;
    readonly dtype: keyof NpyArrays;
    readonly shape: readonly (number | null)[];
    readonly error: string | null;
    readonly values: readonly (number | null)[] | null;
  }

  function readOf({ file, dtype, shape }: Case, before = 0): readonly (number | null)[] {
    // Behind some bytes of something else, as a file within an archive lies.
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(file, "base64")]);
    const { values } = readNpy(new Uint8Array(bytes).subarray(before), "array", dtype, shape);
    return [...values].map((value) => (Number.isNaN(value) ? null : value));
  }

  test("right or spoilt is judged and read as in Python", () => {
    const cases = golden<readonly Case[]>("npy");
    const judged = cases.map((each) => ({ ...each, error: errorOf(() => readOf(each)) }));
    expect(judged.filter(({ error }, at) => error !== cases[at]?.error)).toEqual([]);
    const right = cases.filter(({ error }) => error === null);
    expect(right.length).toBeGreaterThan(10);
    for (const each of right) expect(readOf(each, 3)).toEqual(each.values);
  });

  test("of bytes that look like one is read or refused in words, whatever they are", () => {
    const whole = Buffer.from(golden<readonly Case[]>("npy")[0]?.file ?? "", "base64");
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const bytes = new Uint8Array(whole);
        bytes[at] = byte;
        expect(["MalformedError", null]).toContain(errorOf(() => readNpy(bytes, "array", "<i2", [2, 3])));
      }),
    );
  });
});

describe("real poses", () => {
  interface Instant {
    readonly at_s: number;
    readonly torso: number | null;
    readonly landmarks: readonly number[][] | null;
    readonly angles: readonly number[] | null;
    readonly places: readonly number[][] | null;
    readonly visibility: readonly number[];
    readonly centre: readonly number[] | null;
  }
  const { missing, cut, size, shown, instants } = golden<{
    missing: [number, number];
    cut: [number, number];
    size: [number, number];
    shown: readonly number[];
    instants: readonly Instant[];
  }>("poses");

  function trackOf(): PoseTrack {
    const file = (name: string) => readFileSync(new URL(`tests/clips/uniform_9s.${name}.npy`, ROOT));
    return readPoseTrack(file("poses"), file("poses_world"), [30, 1]);
  }

  /** The track with a hole of poses, and one of frames. */
  function holed() {
    const track = trackOf();
    track.image.fill(Number.NaN, missing[0] * POSE_VALUES, missing[1] * POSE_VALUES);
    const isKept = (frame: number) => frame < cut[0] || frame >= cut[1];
    return {
      timesS: frameTimesS(track).filter((_, frame) => isKept(frame)),
      image: track.image.filter((_, at) => isKept(Math.floor(at / POSE_VALUES))),
    };
  }

  function expectClose(ours: ArrayLike<number>, theirs: readonly number[] | null): void {
    if (theirs === null) expect(Array.from(ours).some(Number.isNaN)).toBe(true);
    else
      expect(Math.max(...theirs.map((value, at) => Math.abs(value - (ours[at] as number))))).toBeLessThan(
        1e-9,
      );
  }

  test("have between frames, in holes and at the ends the features that Python finds", () => {
    const { timesS, image } = holed();
    const points = new Float64Array(POINT_VALUES);
    const lengths = timesS.map((_, frame) => {
      square(image.subarray(frame * POSE_VALUES, (frame + 1) * POSE_VALUES), size[0], size[1], points);
      return torsoLength(points);
    });
    const [pose, found] = [new Float64Array(POSE_VALUES), emptyFeatures()];
    for (const instant of instants) {
      poseAt(timesS, image, instant.at_s, pose);
      square(pose, size[0], size[1], points);
      const torso = torsoAt(timesS, lengths, instant.at_s);
      const visibility = pose.filter((_, at) => at % 4 === 3);
      featuresOf(points, visibility, torso, found);
      expectClose([torso], instant.torso === null ? null : [instant.torso]);
      expectClose(
        shown.flatMap((mark) => [...pose.subarray(4 * mark, 4 * mark + 4)]),
        instant.landmarks?.flat() ?? null,
      );
      expectClose(found.angles, instant.angles);
      expectClose(found.places, instant.places?.flat() ?? null);
      expectClose(found.visibility, instant.visibility);
      expectClose(found.centre, instant.centre);
    }
  });

  test("are whole eight-thousandths, which 32 bits hold", () => {
    const { image, frames } = trackOf();
    expect(frames).toBe(270);
    expect(image.every((value) => Number.isInteger(value * 8192))).toBe(true);
  });

  test("of which the second file has other frames are refused", () => {
    const poses = readFileSync(new URL("tests/clips/uniform_9s.poses.npy", ROOT));
    expect(errorOf(() => readPoseTrack(poses, poses, [30, 1]))).toBe("MalformedError");
  });
});
