/** The golden practices: what the Python runtime says of each while it is danced, and at the end, to 1e-9. */

import {
  type Event,
  LAGS,
  readSheet,
  replay,
  Session,
  sheetAsJson,
  sheetToJson,
  type Table,
} from "@eightcount/runtime/scoring";
import { describe, expect, test } from "vitest";
import { CLASS, goldenPractices, goldenReference, type Practice } from "./golden_dances";

const reference = goldenReference();
const practices = goldenPractices();

/** Where two JSON values differ: numbers by 1e-9 or more. */
function differences(ours: unknown, theirs: unknown, where = ""): readonly string[] {
  if (typeof ours === "number" && typeof theirs === "number") {
    return Math.abs(ours - theirs) < 1e-9 ? [] : [`${where}: ${ours}, not ${theirs}`];
  }
  if (!isObject(ours) || !isObject(theirs))
    return ours === theirs ? [] : [`${where}: ${ours}, not ${theirs}`];
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  return keys.flatMap((key) => differences(ours[key], theirs[key], `${where}.${key}`));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** The short form in which the file has an event. */
function told(event: Event): object {
  if (event.kind === "feedback") return { feedback: [event.timeS, event.similarity, [...event.off]] };
  if (event.kind === "part") return { part: [event.part.part, event.part.raw] };
  const { step, revised } = event;
  return { judgement: [step.part, step.count, step.raw, revised] };
}

function measured({ scale, ratios, similarity }: Table, way: number): object {
  return {
    scale: Number.isNaN(scale) ? null : scale,
    ratios: Array.from({ length: ratios.length / 2 }, (_, yaw) => [...ratios.subarray(2 * yaw, 2 * yaw + 2)]),
    similarity: [...similarity.subarray(way * LAGS, (way + 1) * LAGS)],
  };
}

function sessionOf({ session: { width, height, ...options } }: Practice): Session {
  return new Session(reference, width, height, { ...options, classId: "uniform" });
}

test("there are golden practices", () => {
  expect(practices.length).toBeGreaterThan(12);
});

describe.each(practices.map((practice) => [practice.name, practice] as const))("%s", (_, practice) => {
  const session = sessionOf(practice);
  const events = practice.times_s.flatMap((timeS, at) =>
    session.push(timeS, practice.frames[at] ?? null).map(told),
  );
  events.push(...session.finish().map(told));

  test("is told as it is danced as in Python", () => {
    expect(differences(events, practice.events)).toEqual([]);
  });

  test("is laid on the grid and measured as in Python", () => {
    expect([...session.grid.state].join("")).toBe(practice.states);
    const { tables, leader } = session.measured();
    const ours = tables.map((table) => measured(table, leader.way));
    expect(differences(ours, practice.tables)).toEqual([]);
  });

  test("has the sheet that it has in Python, however often it is asked for", () => {
    for (let time = 0; time < 2; time++) {
      const { runtime, scoring, ...sheet } = sheetAsJson(session.result());
      expect(differences(sheet, practice.sheet)).toEqual([]);
      expect(runtime).toEqual({ name: "@eightcount/runtime", version: "0.2.0", level: 2 });
      expect(scoring).toMatchObject({ version: 1 });
    }
  });

  test("has a sheet that is read and written alike", () => {
    const sheet = session.result();
    expect(readSheet(sheetToJson(sheet))).toEqual(sheet);
  });

  test("has the same sheet when it is replayed without being told", () => {
    const again = sessionOf(practice);
    practice.times_s.forEach((timeS, at) => {
      again.take(timeS, practice.frames[at] ?? null);
    });
    expect(again.result()).toEqual(session.result());
  });
});

test("a recording with one dancer has the sheet of its session", () => {
  const practice = practices.find(({ name }) => name === "plain") as Practice;
  const poses = Float32Array.from(practice.frames.flatMap((frame) => [...frame]));
  const sheet = replay(reference, practice.times_s, poses, CLASS.width, CLASS.height, { classId: "uniform" });
  expect(differences(sheetAsJson(sheet).steps, (practice.sheet as { steps: unknown }).steps)).toEqual([]);
  expect(() => replay(reference, [0], poses, 144, 256)).toThrow(/There are 1 times, but 270/);
});
