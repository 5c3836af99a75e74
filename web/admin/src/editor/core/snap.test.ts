import fc from "fast-check";
import { expect, it } from "vitest";
import en from "../../i18n/en/editor.json";
import ko from "../../i18n/ko/editor.json";
import { dances, sketches, times } from "./arbitraries";
import { median } from "./numbers";
import { type NewMark, type Sketch, sketchOf, wellPlaced } from "./sketch";
import { SNAP_REASONS, snapAccepted, snapPreview } from "./snap";
import { snapClauses } from "./snapWords";
import { normal, randomOf } from "./taps/simulated";

const tap = (s: number, more: Partial<NewMark> = {}): NewMark => ({
  s,
  origin: "tap",
  slow: false,
  confirmed: false,
  ...more,
});
const BEATS = Array.from({ length: 17 }, (_, at) => 10 + at * 0.5);
const onsetsAt = (all: readonly number[]) => all.map((s) => ({ s, strength: 1 }));
const lineOf = (sketch: Sketch, all: readonly number[], at: number) => snapPreview(sketch, onsetsAt(all))[at];

it("moves a tap to the onset and tells all three distances", () => {
  const sketch = sketchOf(BEATS.map((s, at) => tap(at === 8 ? s + 0.023 : s)));
  const onsets = BEATS.map((s, at) => (at === 8 ? s + 0.004 : s));
  expect(lineOf(sketch, onsets, 8)).toMatchObject({
    fromS: 14.023,
    toS: 14.004,
    moves: true,
    reason: "onset",
    tappedMs: 23,
    onsetMs: -19,
    residualMs: 4,
  });
});

it("tells why a mark stays", () => {
  const marks = BEATS.map((s, at) => tap(at === 3 ? s + 0.02 : s, { confirmed: at === 2 }));
  const sketch = sketchOf([...marks, tap(16.02), tap(16.06)]);
  const onsets = [
    ...BEATS.filter((_, at) => at !== 3 && at !== 5).map((s, at) =>
      at === 2 ? s + 0.01 : s + (at === 9 ? 0.01 : 0),
    ),
    BEATS[3] === undefined ? 0 : BEATS[3] + 0.055,
  ];
  const reasons = new Map(snapPreview(sketch, onsetsAt(onsets.sort())).map((line) => [line.fromS, line]));
  expect(reasons.get(10)).toMatchObject({ reason: "already", moves: false, onsetMs: 0 });
  expect(reasons.get(11)).toMatchObject({ reason: "confirmed", moves: false });
  expect(reasons.get(11.52)).toMatchObject({ reason: "offGrid", moves: false, tappedMs: 20, onsetMs: 35 });
  expect(reasons.get(12.5)).toMatchObject({ reason: "noOnset", moves: false, onsetMs: null });
});

it("gives an onset to the nearer of two marks", () => {
  const sketch = sketchOf([tap(10), tap(10.03)]);
  const lines = snapPreview(sketch, onsetsAt([10.012]));
  expect(lines.map(({ reason }) => reason)).toEqual(["onset", "shared"]);
});

it("does not take a constant latency for a reason to stay", () => {
  const sketch = sketchOf(BEATS.map((s) => tap(s + 0.05)));
  const lines = snapPreview(sketch, onsetsAt(BEATS));
  expect(lines.every(({ moves, residualMs }) => moves && residualMs === 0)).toBe(true);
});

it("brings shaken taps back to a song's onsets, and not to the sounds between", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const random = randomOf(seed);
      const beats = Array.from({ length: 33 }, (_, at) => 10 + at * 0.5);
      const between = beats.map((s) => ({ s: s + 0.25, strength: 0.6 }));
      const onsets = [...beats.map((s) => ({ s: s + 0.002, strength: 0.9 })), ...between].sort(
        (a, b) => a.s - b.s,
      );
      const sketch = sketchOf(beats.map((s) => tap(s + 0.015 * normal(random))));
      const snapped = snapAccepted(sketch, snapPreview(sketch, onsets));
      expect(median(snapped.marks.map(({ s }, at) => Math.abs(s - (beats[at] ?? 0))))).toBeLessThan(0.003);
    }),
  );
});

it("accepts all, or some, and asks for ears again", () => {
  const sketch = sketchOf(BEATS.map((s) => tap(s + 0.01)));
  const lines = snapPreview(sketch, onsetsAt(BEATS));
  expect(snapAccepted(sketch, lines).marks.map(({ s }) => s)).toEqual(BEATS);
  const some = snapAccepted(sketch, lines, [sketch.marks[4]?.id ?? 0]);
  expect(some.marks.filter(({ origin }) => origin === "snap")).toEqual([
    expect.objectContaining({ s: 12, confirmed: false }),
  ]);
  expect(snapPreview(sketch, onsetsAt(BEATS), [sketch.marks[4]?.id ?? 0])).toHaveLength(1);
});

it("keeps order and spacing for any marks and onsets, and every line true", () => {
  fc.assert(
    fc.property(fc.oneof(sketches, dances), fc.array(times, { maxLength: 200 }), (sketch, all) => {
      const near = sketch.marks.flatMap(({ s }) => [s + 0.0004, s + 0.03]);
      const lines = snapPreview(sketch, onsetsAt([...all, ...near].sort((one, other) => one - other)));
      const snapped = snapAccepted(sketch, lines);
      expect(wellPlaced(snapped.marks)).toBe(true);
      expect(snapped.marks.map(({ s }) => s)).toEqual(lines.map(({ toS }) => toS));
    }),
  );
});

it("has words in both languages for every reason", () => {
  for (const words of [en, ko]) {
    for (const key of [...SNAP_REASONS, "tapped", "residual", "noGrid"])
      expect(words.snap).toHaveProperty(key);
  }
  const [line] = snapPreview(sketchOf([tap(10.023)]), onsetsAt([10]));
  expect(line && snapClauses(line)).toEqual([
    { key: "onset", params: { ms: -23 } },
    { key: "noGrid", params: {} },
  ]);
});
