import { expect, it } from "vitest";
import { frameAt, frameOf, seekS } from "./frames";
import { lookFrom, readReport } from "./report";
import { pointFrom, readPoints } from "./routine";
import { BONES, sideOf } from "./skeleton";

const FILM = { frames: 593, rateHz: 30 };

it("comes back to every frame that it seeks", () => {
  for (let k = 0; k < FILM.frames; k++) {
    expect(frameAt(seekS(k, FILM), FILM)).toBe(k);
    expect(frameOf(Math.round((k / 30) * 1e6) / 1e6, FILM)).toBe(k);
    expect(frameAt(k / 30, FILM)).toBe(k);
  }
  expect(seekS(-3, FILM)).toBe(seekS(0, FILM));
  expect(seekS(9999, FILM)).toBe(seekS(592, FILM));
});

it("sorts what needs a look and leaves out what it does not know", () => {
  const span = (kind: string, start_s: number) => ({ kind, start_s, end_s: start_s + 1 });
  const { looks } = readReport({
    frames: 10,
    seen: 8,
    filled: 1,
    missing: 1,
    jitter: 0.1,
    spans: [span("jitter", 5), span("missing", 2), span("later_kind", 1), span("filled", 7)],
  });
  expect(looks.map(({ kind, severity }) => [kind, severity])).toEqual([
    ["missing", "error"],
    ["jitter", "warning"],
    ["filled", "note"],
  ]);
  expect(lookFrom(looks, 2, 1)?.startS).toBe(5);
  expect(lookFrom(looks, 5, -1)?.startS).toBe(2);
  expect(lookFrom(looks, 7, 1)).toBeNull();
});

it("reads step points with their targets left and right", () => {
  const point = (frame: number, targets: unknown = null) => ({
    point: { frame, video_s: frame / 30, song_s: 10 + frame / 30, targets },
  });
  const targets = {
    angles: [1, 0.5, 0, 0, 0, 0, 0.25, 0.75],
    places: [[0.1, 0.2], ...Array.from({ length: 6 }, () => [0.5, 0.5]), [0.8, 0.9]],
    visibility: Array.from({ length: 16 }, (_, k) => k / 16),
  };
  const points = readPoints({
    parts: [
      { name: "Verse", steps: [point(30, targets), point(45)] },
      { name: null, steps: [point(60)] },
    ],
  });
  expect(points.map(({ number, part, step }) => [number, part, step])).toEqual([
    [1, 1, 1],
    [2, 1, 2],
    [3, 2, 1],
  ]);
  expect(points[0]?.targets?.angles[0]).toEqual({
    left: { degrees: 180, seen: 0 },
    right: { degrees: 90, seen: 1 / 16 },
  });
  expect(points[0]?.targets?.places[3]?.right).toEqual({ x: 0.8, y: 0.9, seen: 15 / 16 });
  expect(points[1]?.targets).toBeNull();
  expect([pointFrom(points, 30, 1)?.number, pointFrom(points, 30, -1)]).toEqual([2, null]);
});

it("draws left bones from left to left", () => {
  for (const [from, to, side] of BONES) {
    if (side === "middle") continue;
    expect(new Set([sideOf(from), sideOf(to), side, "middle"]).size, `${from}-${to}`).toBe(2);
  }
});
