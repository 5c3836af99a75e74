/** Whole practices: whatever comes, the sheet holds what it promises. */

import { MalformedError, POSE_VALUES, readRoutine } from "@eightcount/runtime/classpack";
import {
  COSTS,
  DEFAULTS,
  type Event,
  readSheet,
  referenceOf,
  Session,
  type SessionOptions,
  type Sheet,
  sheetAsJson,
  sheetToJson,
} from "@eightcount/runtime/scoring";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLASS, goldenPractices, goldenReference, type Practice } from "./golden_dances";
import { bytesOf } from "./studio";

const reference = goldenReference();
const plain = goldenPractices().find(({ name }) => name === "plain") as Practice;

function newSession(options: SessionOptions = {}): Session {
  return new Session(reference, CLASS.width, CLASS.height, options);
}

/** All that are not null. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

/** What every sheet promises. */
function requireSound(sheet: Sheet): void {
  expect(numbersIn(sheetAsJson(sheet)).every(Number.isFinite)).toBe(true);
  for (const { score, raw } of [sheet.total, ...sheet.parts, ...sheet.steps]) {
    expect(score === null).toBe(raw === null);
    if (score === null || raw === null) continue;
    expect(score).toBeGreaterThanOrEqual(40);
    expect(score).toBeLessThanOrEqual(100);
    expect(raw).toBeGreaterThanOrEqual(0);
    expect(raw).toBeLessThanOrEqual(1 + 1e-9);
  }
  for (const { judged, whyNot, costs, raw } of sheet.steps) {
    expect(judged).toBe(whyNot === null);
    if (costs === null || raw === null) continue;
    expect(Object.keys(costs)).toEqual(COSTS);
    expect(Math.abs(Object.values(costs).reduce((sum, cost) => sum + cost, 0) - (1 - raw))).toBeLessThan(
      1e-9,
    );
  }
  expect(readSheet(sheetToJson(sheet))).toEqual(sheet);
}

const odd = fc.constantFrom(
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1,
  0,
  1,
  1e300,
  5e-324,
);
/** A frame of the golden practice, other numbers in some of its places; or numbers that are no pose at all. */
const person = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.nat(plain.frames.length - 1),
        fc.array(fc.tuple(fc.nat(POSE_VALUES - 1), fc.oneof(odd, fc.double())), { maxLength: 4 }),
      )
      .map(([frame, changes]) => {
        const pose = Float64Array.from(plain.frames[frame] as Float32Array);
        for (const [at, value] of changes) pose[at] = value;
        return [...pose];
      }),
  },
  fc.array(fc.oneof(odd, fc.double()), { minLength: POSE_VALUES, maxLength: POSE_VALUES }),
);
const frame = fc.record({
  stepS: fc.oneof({ weight: 8, arbitrary: fc.double({ min: 0.01, max: 0.5, noNaN: true }) }, odd),
  people: fc.oneof(fc.constant(null), fc.array(person, { maxLength: 3 })),
});
/** Frames whose times mostly rise; each is pushed where it says. */
const stream = fc.array(frame, { maxLength: 80 }).map((frames) => {
  let hereS = 0;
  return frames.map(({ stepS, people }) => {
    if (stepS > 0 && stepS < 1) hereS += stepS;
    return {
      timeS: stepS > 0 && stepS < 1 ? hereS : stepS,
      landmarks: people && Float64Array.from(people.flat()),
    };
  });
});
const options = fc.record({
  mirror: fc.constantFrom("auto", "on", "off"),
  parts: fc.constantFrom(null, [1], [2], [2, 1]),
  speed: fc.constantFrom(1, 0.5, 1.25),
});

describe("whatever comes", () => {
  test("every score is 40 to 100 or null, and nothing is no number", () => {
    fc.assert(
      fc.property(stream, options, (frames, chosen) => {
        const session = newSession(chosen);
        for (const { timeS, landmarks } of frames) {
          for (const event of session.push(timeS, landmarks)) {
            if (event.kind === "feedback") expect(numbersIn(event).every(Number.isFinite)).toBe(true);
          }
        }
        requireSound(session.result());
      }),
      { numRuns: 60 },
    );
  });

  test("asking for the sheet in between, or telling nothing, changes nothing", () => {
    fc.assert(
      fc.property(stream, fc.nat(80), (frames, when) => {
        const [whole, asked, quiet] = [newSession(), newSession(), newSession()];
        const told: Record<"whole" | "asked", object[]> = { whole: [], asked: [] };
        frames.forEach(({ timeS, landmarks }, at) => {
          told.whole.push(...whole.push(timeS, landmarks).map(copied));
          if (at === when) asked.result();
          told.asked.push(...asked.push(timeS, landmarks).map(copied));
          quiet.take(timeS, landmarks);
        });
        expect(told.asked).toEqual(told.whole);
        expect(asked.result()).toEqual(whole.result());
        expect(quiet.result()).toEqual(whole.result());
      }),
      { numRuns: 20 },
    );
  });

  test("landmarks of other lengths are refused in words, and have not been there", () => {
    const session = newSession();
    for (const length of [1, 99, 131, 133, 263]) {
      expect(() => session.push(1, new Float32Array(length))).toThrow(/132 numbers for each person/);
    }
    expect(() => session.push(1, new Float32Array(POSE_VALUES), 2)).toThrow(RangeError);
    expect(() => session.push(1, null, 1)).toThrow(RangeError);
    expect(session.result()).toEqual(newSession().result());
  });
});

/** Feedback is filled in anew for the next frame. */
function copied(event: Event): object {
  return event.kind === "feedback" ? { ...event } : event;
}

describe("a class", () => {
  const routine = readRoutine(bytesOf(CLASS.routine));

  test.each([
    ["without a pose", { ...CLASS.track, frames: 0 }],
    ["that ends long before its routine", { ...CLASS.track, frames: 200 }],
  ])("%s is refused in words", (_, track) => {
    expect(() => referenceOf(routine, track)).toThrow(MalformedError);
  });

  test("brings its own parameters, which others may replace", () => {
    expect(reference.parameters).toEqual(routine.scoring);
    expect(referenceOf(routine, CLASS.track, DEFAULTS).parameters).toBe(DEFAULTS);
    expect(referenceOf({ ...routine, scoring: null }, CLASS.track).parameters).toBe(DEFAULTS);
  });

  test.each([
    ["another version", { version: 2 }, "UnsupportedFormatError"],
    ["a number out of its range", { sigma_angle: 0 }, "MalformedError"],
    ["a number that is none", { late_s: null }, "MalformedError"],
    [
      "a curve that falls",
      {
        curve: [
          [0, 40],
          [0.5, 60],
          [0.6, 50],
          [1, 100],
        ],
      },
      "MalformedError",
    ],
    [
      "a curve that ends too soon",
      {
        curve: [
          [0, 40],
          [1, 99],
        ],
      },
      "MalformedError",
    ],
    [
      "a curve that stands still",
      {
        curve: [
          [0, 40],
          [0.5, 60],
          [0.5, 70],
          [1, 100],
        ],
      },
      "MalformedError",
    ],
    ["medals in another order", { medals: [80, 70, 90] }, "MalformedError"],
    ["no room between seen and not seen", { seen_full: 0.3, seen_from: 0.3 }, "MalformedError"],
  ])("with parameters of %s is refused", (_, change, error) => {
    const document = JSON.parse(CLASS.routine) as { scoring: object };
    const spoilt = JSON.stringify({ ...document, scoring: { ...document.scoring, ...change } });
    expect(() => readRoutine(bytesOf(spoilt))).toThrow(expect.objectContaining({ name: error }));
  });
});

describe("a session", () => {
  test("without a frame judges nothing, and says so", () => {
    const sheet = newSession({ classId: "uniform" }).result();
    requireSound(sheet);
    expect(sheet.total).toMatchObject({ score: null, medal: null, judged: 0, steps: 16 });
    expect(new Set(sheet.steps.map(({ whyNot }) => whyNot))).toEqual(
      new Set(["no_frames", "teacher_not_seen"]),
    );
    expect(sheet.session.frames).toEqual({ taken: 0, unordered: 0, unseen: 0, several: 0, rateHz: null });
  });

  test.each([
    [0, 256, {}],
    [Number.NaN, 256, {}],
    [144, 1e6, {}],
    [144, 256, { speed: 0 }],
    [144, 256, { speed: Number.NaN }],
    [144, 256, { parts: [] }],
    [144, 256, { parts: [3] }],
    [144, 256, { parts: [0, 1] }],
    [144, 256, { parts: [1.5] }],
    [144, 256, { mirror: "maybe" as "auto" }],
    [144, 256, { classId: "x".repeat(81) }],
    [144, 256, { classId: null as unknown as string }],
    [144, 256, { manifest: "0".repeat(65) }],
    [144, 256, { manifest: "A".repeat(64) }],
    [144, 256, { manifest: "" }],
    [144, 256, { parts: [2, 2] }],
    [144, 256, { parts: ["1"] as unknown as number[] }],
    [144, 256, { parts: 1 as unknown as number[] }],
    [144, 256, { speed: "1" as unknown as number }],
    ["wide" as unknown as number, 256, {}],
  ])("cannot be of %s x %s with %j", (width, height, chosen) => {
    expect(() => new Session(reference, width, height, chosen)).toThrow(RangeError);
  });

  test("of frames that follow each other at once has a rate all the same", () => {
    const session = newSession({ speed: 4 });
    for (const timeS of [0, Number.MIN_VALUE]) session.push(timeS, null);
    requireSound(session.result());
    expect(session.result().session.frames.rateHz).toBe(1e6);
  });

  test("takes times that do not rise for nothing but a count", () => {
    const [straight, disturbed] = [newSession(), newSession()];
    plain.times_s.forEach((timeS, at) => {
      const landmarks = plain.frames[at] ?? null;
      straight.push(timeS, landmarks);
      disturbed.push(timeS, landmarks);
      for (const again of [timeS, timeS - 1, Number.NaN])
        expect(disturbed.push(again, landmarks)).toEqual([]);
    });
    const { frames, ...session } = disturbed.result().session;
    expect(frames).toEqual({ ...straight.result().session.frames, unordered: 3 * plain.times_s.length });
    expect(session).toMatchObject({ mirrored: false, yawDeg: 0 });
    expect(disturbed.result().steps).toEqual(straight.result().steps);
  });

  test("is over when it is finished, and its sheet stays", () => {
    const session = newSession();
    plain.times_s.slice(0, 100).forEach((timeS, at) => {
      session.push(timeS, plain.frames[at] ?? null);
    });
    const before = session.result();
    const last = session.finish();
    expect(last.filter(({ kind }) => kind === "part")).toHaveLength(1);
    expect(last.at(-1)?.kind).toBe("part");
    expect([session.finish(), session.push(8, plain.frames[0] ?? null)]).toEqual([[], []]);
    session.take(8.1, plain.frames[0] ?? null);
    expect(session.result()).toEqual(before);
    expect(before.runtime.name).toBe("@eightcount/runtime");
  });

  test("passes over one wild time, and follows a clock that goes on from where it leapt", () => {
    const [straight, disturbed] = [newSession(), newSession()];
    plain.times_s.forEach((timeS, at) => {
      const landmarks = plain.frames[at] ?? null;
      if (at === 0 || at === 90) disturbed.push(3600, landmarks);
      straight.push(timeS, landmarks);
      disturbed.push(timeS, landmarks);
    });
    expect(disturbed.result().session.frames.unordered).toBe(2);
    expect(disturbed.result().steps).toEqual(straight.result().steps);
    const late = newSession();
    plain.times_s.forEach((timeS, at) => {
      if (timeS > 5) late.push(timeS, plain.frames[at] ?? null);
    });
    expect(late.result().session.frames.unordered).toBe(1);
    expect(late.result().total.judged).toBeGreaterThan(4);
  });

  test("judges each step once, tells each part, and revises only what it judged", () => {
    const events = plainEvents();
    const judgements = events.flatMap((event) => (event.kind === "judgement" ? [event] : []));
    const places = judgements.filter(({ revised }) => !revised).map(({ step }) => [step.part, step.count]);
    expect(places).toEqual([1, 2].flatMap((part) => [1, 2, 3, 4, 5, 6, 7, 8].map((count) => [part, count])));
    for (const [at, { step, revised }] of judgements.entries()) {
      const before = judgements.slice(0, at).filter((each) => each.step.videoS === step.videoS);
      expect(before.length > 0).toBe(revised);
      if (revised) expect(before.at(-1)?.step).not.toEqual(step);
    }
    expect(events.flatMap((event) => (event.kind === "part" ? [event.part.part] : []))).toEqual([1, 2]);
  });
});

function plainEvents(): readonly Event[] {
  const session = newSession();
  const told = plain.times_s.flatMap((timeS, at) => session.push(timeS, plain.frames[at] ?? null));
  return [...told, ...session.push(10, null)];
}
