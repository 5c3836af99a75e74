import { expect, it } from "vitest";
import { against, atSpots, spotReadings, toneOf } from "./agreement";
import { readFound, type Window } from "./found";

const PLACING = { offsetS: 10, rate: 1 };
const window = (videoS: number, residualMs = 0, agreement = 0.9): Window => ({
  videoS,
  songS: 10 + videoS,
  residualMs,
  agreement,
});

it.each([
  [0.4, 0.9, "good"],
  [-2.9, 0.5, "good"],
  [8, 0.9, "off"],
  [0.4, 0.2, "weak"],
  [80, 0.1, "weak"],
])("judges %f ms at an agreement of %f as %s", (residualMs, agreement, tone) => {
  expect(toneOf(residualMs, agreement)).toBe(tone);
});

it("moves the residuals with the song", () => {
  const [here] = against([window(4, 0.5)], PLACING);
  expect(here?.residualMs).toBeCloseTo(0.5, 6);
  const [moved] = against([window(4, 0.5)], { offsetS: 10.01, rate: 1 });
  expect(moved?.residualMs).toBeCloseTo(-9.5, 6);
  expect(moved?.tone).toBe("off");
});

it("lets residuals grow along the take at another rate", () => {
  const readings = against([window(0), window(10)], { offsetS: 10, rate: 1.001 });
  expect(readings.map(({ residualMs }) => Math.round(residualMs))).toEqual([0, -10]);
});

it("takes the windows at the start, the middle and the end", () => {
  const readings = against(
    [2, 6, 10, 14, 18].map((at) => window(at)),
    PLACING,
  );
  expect(spotReadings(readings).map(([spot, { videoS }]) => [spot, videoS])).toEqual([
    ["start", 2],
    ["middle", 10],
    ["end", 18],
  ]);
  expect(atSpots([])).toBeNull();
});

it("reads a document, and takes what is not there for nothing", () => {
  const found = readFound({
    offset_s: 1.5,
    rate: 1,
    kind: "same",
    confidence: 0.9,
    coverage: 1,
    windows: [{ video_s: 2, song_s: 3.5, residual_ms: 0.1, agreement: 0.8 }],
  });
  expect(found.placing).toEqual({ offsetS: 1.5, rate: 1 });
  expect(found.windows).toEqual([{ videoS: 2, songS: 3.5, residualMs: 0.1, agreement: 0.8 }]);
  expect(found.candidates).toEqual([]);
});
