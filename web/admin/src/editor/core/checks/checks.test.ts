import { describe, expect, it } from "vitest";
import en from "../../../i18n/en/editor.json";
import ko from "../../../i18n/ko/editor.json";
import { type NewMark, sketchOf } from "../sketch";
import { breathing } from "../taps/simulated";
import server from "./as_the_server.json";
import { check } from "./check";
import { CODES, isBuildable, nextProblem } from "./problem";

const mark = (s: number, more: Partial<NewMark> = {}): NewMark => ({
  s,
  origin: "tap",
  slow: false,
  confirmed: true,
  ...more,
});
const row = (count: number) => Array.from({ length: count }, (_, at) => 10 + at * 0.5);
const nothingKnown = { songS: null, take: null, grid: null };
const codesOf = (beats: readonly NewMark[], facts: Parameters<typeof check>[1] = nothingKnown) =>
  check(sketchOf(beats), facts).map(({ code, index }) => [code, index]);

describe("the same as the server's checks", () => {
  for (const { name, beats_s, song_s, problems } of server) {
    it(name, () => {
      const found = check(sketchOf(beats_s.map((s) => mark(s))), { songS: song_s, take: null, grid: null });
      const key = (each: { severity: string; code: string; index?: number | null }) =>
        `${each.severity} ${each.code} ${each.index ?? "all"}`;
      expect(found.map(key).sort()).toEqual(problems.map(key).sort());
    });
  }
});

describe("counting", () => {
  it("tells which part lacks a beat, and where", () => {
    const beats = row(33).filter((_, at) => at !== 12);
    const [first] = check(sketchOf(beats.map((s) => mark(s))), nothingKnown);
    expect(first).toMatchObject({ code: "part_incomplete", say: "missing", s: 15.5, index: 11 });
    expect(first?.params).toMatchObject({ part: 2, count: 4, s: 15.5, toS: 16.5 });
  });

  it("tells the beat that is one too many", () => {
    const [first] = check(sketchOf([...row(33), 20.25].map((s) => mark(s))), nothingKnown);
    expect(first).toMatchObject({ code: "part_incomplete", say: "extra", s: 20.25 });
    expect(first?.params).toMatchObject({ part: 3 });
  });

  it("finds nothing in a song whose tempo breathes", () => {
    expect(codesOf(breathing(33).map((s) => mark(s)))).toEqual([]);
  });
});

describe("places", () => {
  const take = { alignment: { offsetS: 9, rate: 1 }, durationS: 18, frameS: 1 / 30, unseen: [] };
  const marks = row(33).map((s) => mark(s));

  it("finds marks before and after the video, by how much and how many", () => {
    const early = { ...take, alignment: { offsetS: 10.4, rate: 1 } };
    const [before] = check(sketchOf(marks), { ...nothingKnown, take: early });
    expect(before).toMatchObject({ code: "outside_take", say: "before", severity: "error", index: 0 });
    expect(before?.params).toMatchObject({ count: 1, ms: 400 });
    const [after] = check(sketchOf(marks), { ...nothingKnown, take: { ...take, durationS: 16.2 } });
    expect(after).toMatchObject({ code: "outside_take", say: "after", index: 32 });
    expect(after?.params).toMatchObject({ count: 2, ms: 800 });
  });

  it("lets a mark lie half a frame outside, and follows the rate between the clocks", () => {
    expect(
      codesOf(marks, {
        ...nothingKnown,
        songS: 30,
        take: { ...take, alignment: { offsetS: 10.016, rate: 1 } },
      }),
    ).toEqual([]);
    expect(
      codesOf(marks, { ...nothingKnown, songS: 30, take: { ...take, alignment: { offsetS: 9, rate: 0.5 } } }),
    ).toContainEqual(["outside_take", 32]);
  });

  it("tells the step points at which the dancer is not seen, and not the first mark, which ends no step", () => {
    const unseen = [
      { startS: 0.9, endS: 1.1 },
      { startS: 2.4, endS: 3.1 },
    ];
    const found = check(sketchOf(marks), { ...nothingKnown, take: { ...take, unseen } });
    expect(found.map(({ code, s, severity }) => [code, s, severity])).toEqual([
      ["not_seen", 11.5, "warning"],
      ["not_seen", 12, "warning"],
    ]);
    expect(isBuildable(found)).toBe(true);
  });

  it("blocks building until all is confirmed, slow marks told apart", () => {
    const beats = marks.map((each, at) =>
      at === 3 ? { ...each, slow: true } : { ...each, confirmed: at > 6 },
    );
    const found = check(sketchOf(beats), nothingKnown);
    expect(found.map(({ code, index, params: { count } }) => [code, index, count])).toEqual([
      ["unconfirmed", 0, 6],
      ["slow_unconfirmed", 3, 1],
    ]);
    expect(isBuildable(found)).toBe(false);
    expect(isBuildable(check(sketchOf(marks), nothingKnown))).toBe(true);
  });
});

describe("half a beat beside the proposal", () => {
  const grid = { periodS: 0.5, phaseS: 0.25, score: 1 };
  const found = (times: readonly number[], at = grid) =>
    codesOf(
      times.map((s) => mark(s)),
      { ...nothingKnown, grid: at },
    ).filter(([code]) => code === "half_beat_off").length;

  it("is told as a warning, also of marks twice and half as dense as the grid, and of ones that breathe", () => {
    expect(found(row(33))).toBe(1);
    expect(found(row(33), { ...grid, periodS: 0.25, phaseS: 0.125 })).toBe(1);
    expect(found(row(33), { ...grid, periodS: 1, phaseS: 0.25 })).toBe(1);
    expect(found(row(33).map((s, at) => s + (at % 2 === 0 ? 0.02 : -0.02)))).toBe(1);
    expect(isBuildable(check(sketchOf(row(33).map((s) => mark(s))), { ...nothingKnown, grid }))).toBe(true);
  });

  it("is not told of marks on the beat, a quarter beside it, at another tempo, spread about, or too few", () => {
    expect(found(row(33), { ...grid, phaseS: 0 })).toBe(0);
    expect(found(row(33).map((s) => s + 0.24))).toBe(0);
    expect(found(row(33).map((s) => s + 0.125))).toBe(0);
    expect(found(row(33), { ...grid, periodS: 1, phaseS: 0.5 })).toBe(0);
    expect(found(Array.from({ length: 33 }, (_, at) => 10 + at * 0.6))).toBe(0);
    expect(found(row(33).map((s, at) => s + (at % 3) * 0.12))).toBe(0);
    expect(found(row(7))).toBe(0);
  });
});

it("puts errors first, and walks problems by time, round and round", () => {
  const beats = row(33).map((s, at) => mark(s + (at === 20 ? 0.2 : 0), { confirmed: at !== 30 }));
  const found = check(sketchOf(beats), nothingKnown);
  expect(found.map(({ severity }) => severity)).toEqual(["error", "warning", "warning"]);
  const next = nextProblem(found, 0, 1);
  expect(next?.s).toBe(19.5);
  expect(nextProblem(found, 19.5, 1)?.s).toBe(20.2);
  expect(nextProblem(found, 25, 1)).toBe(next);
  expect(nextProblem(found, 19.5, -1)?.s).toBe(25);
  expect(nextProblem([], 3, 1)).toBeNull();
});

it("has words in both languages for every code, filled by what it knows", () => {
  const take = {
    alignment: { offsetS: 12, rate: 1 },
    durationS: 6,
    frameS: 0.03,
    unseen: [{ startS: 1, endS: 3 }],
  };
  const shaken = row(33).map((s, at) =>
    mark(s + (at === 20 ? 0.2 : 0), { confirmed: at > 2, slow: at === 8 }),
  );
  const samples = [
    check(sketchOf([]), nothingKnown),
    check(sketchOf([mark(1)]), nothingKnown),
    check(sketchOf(row(36).map((s) => mark(s))), { ...nothingKnown, songS: 20, take }),
    check(sketchOf([...row(9), 20, 20.02].map((s) => mark(s))), nothingKnown),
    check(sketchOf(row(9).map((s) => mark(s))), nothingKnown),
    check(
      sketchOf(
        row(33)
          .filter((_, at) => at !== 12)
          .map((s) => mark(s)),
      ),
      nothingKnown,
    ),
    check(sketchOf([...row(33), 20.25].map((s) => mark(s))), nothingKnown),
    check(sketchOf(row(33).map((s) => mark(s))), {
      ...nothingKnown,
      grid: { periodS: 0.5, phaseS: 0.25, score: 1 },
    }),
    check(sketchOf(shaken), { ...nothingKnown, take }),
  ].flat();
  const seen = new Set<string>();
  for (const { code, say, params } of samples) {
    seen.add(`${code}.${say}`);
    for (const words of [en, ko]) {
      const texts = textsOf(words.checks[code], say);
      expect(texts, `${code}.${say}`).not.toEqual([]);
      const wanted = texts.flatMap((text) => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name ?? ""));
      for (const name of wanted) expect(Object.keys(params), `${code}.${say}`).toContain(name);
    }
  }
  const declared = Object.entries(CODES).flatMap(([code, says]) => says.map((say) => `${code}.${say}`));
  expect([...seen].sort()).toEqual(declared.sort());
});

function textsOf(words: Readonly<Record<string, string>>, say: string): readonly string[] {
  return [say, `${say}_one`, `${say}_other`].flatMap((key) => words[key] ?? []);
}
