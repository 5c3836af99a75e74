import { expect, it } from "vitest";
import { isSame, movedLater, onVideoClock, placedAt, songAt, spotsOf, underSong, videoAt } from "./placing";

const placing = { offsetS: 31.234567, rate: 1.000021 };

it("ties the two clocks both ways", () => {
  expect(songAt(placing, 0)).toBe(31.234567);
  expect(videoAt(placing, songAt(placing, 12.5))).toBeCloseTo(12.5, 9);
});

it("moves the song by milliseconds of the take without drifting", () => {
  const there = Array.from({ length: 40 }).reduce<typeof placing>((at) => movedLater(at, 0.001), placing);
  const back = Array.from({ length: 40 }).reduce<typeof placing>((at) => movedLater(at, -0.001), there);
  expect(there.offsetS).toBeCloseTo(31.194567, 5);
  expect(isSame(back, placing)).toBe(true);
});

it("hears the same place of the song later in the take when it is moved later", () => {
  const later = movedLater({ offsetS: 10, rate: 1 }, 0.25);
  expect(videoAt(later, 12)).toBeCloseTo(2.25, 9);
});

it("keeps an offset to the microsecond and within what the server takes", () => {
  expect(placedAt(placing, 1.23456789).offsetS).toBe(1.234568);
  expect(placedAt(placing, 1e9).offsetS).toBe(36_000);
});

it("tells another rate from the same", () => {
  expect(isSame(placing, { ...placing, rate: 1.05 })).toBe(false);
  expect(isSame(placing, { ...placing, offsetS: placing.offsetS + 0.001 })).toBe(false);
});

it.each([[{ offsetS: 10, rate: 1 }], [{ offsetS: -3, rate: 1.25 }], [{ offsetS: 0, rate: 0.8 }]])(
  "lays the song's sound on the video clock at %o",
  (at) => {
    const { offsetS, rate } = onVideoClock(at);
    expect(offsetS + rate * 17).toBeCloseTo(videoAt(at, 17), 9);
  },
);

it.each([
  ["a take within the song", { offsetS: 10, rate: 1 }, { startS: 0, endS: 30 }],
  ["a take that begins before it", { offsetS: -3, rate: 1 }, { startS: 3, endS: 30 }],
  ["a take that ends after it", { offsetS: 90, rate: 1 }, { startS: 0, endS: 10 }],
  ["a take beside it", { offsetS: 500, rate: 1 }, { startS: 0, endS: 30 }],
])("knows what has song under it in %s", (_, at, span) => {
  expect(underSong(at, 30, 100)).toEqual(span);
});

it("chooses where to listen", () => {
  expect(spotsOf({ startS: 0, endS: 30 })).toEqual({
    start: { startS: 0, endS: 4 },
    middle: { startS: 13, endS: 17 },
    end: { startS: 26, endS: 30 },
  });
  expect(spotsOf({ startS: 1, endS: 3 }).middle).toEqual({ startS: 1, endS: 3 });
});
