/** How well stretches of the take agree with a place of the song, at the start, the middle and the end. Pure. */
import type { Found, Window } from "./found";
import { type Placing, SPOTS, type Spot, songAt } from "./placing";

/** `off`: heard clearly, but elsewhere; `weak`: too little was heard of the song there to say. */
export type Tone = "good" | "weak" | "off";
export type Reading = Readonly<{ videoS: number; residualMs: number; agreement: number; tone: Tone }>;

/** As the search itself judges a stretch: nearer than 3 ms, and 3 deviations, which are an agreement of 0.405. */
const NEAR_MS = 3;
const CLEAR = 1 - 2 ** (-3 / 4);

/** The windows against another place than the one they were measured at: a moved song moves every residual. */
export function against(windows: readonly Window[], placing: Placing): readonly Reading[] {
  return windows.map(({ videoS, songS, residualMs, agreement }) => {
    const offMs = residualMs + (songS - songAt(placing, videoS)) * 1000;
    return { videoS, residualMs: offMs, agreement, tone: toneOf(offMs, agreement) };
  });
}

/** The middles of the stretches that do not follow the found place, seconds of the take. */
export function gapsOf({ windows, placing }: Pick<Found, "windows" | "placing">): readonly number[] {
  return against(windows, placing).flatMap(({ videoS, tone }) => (tone === "good" ? [] : [videoS]));
}

export function toneOf(residualMs: number, agreement: number): Tone {
  if (agreement < CLEAR) return "weak";
  return Math.abs(residualMs) < NEAR_MS ? "good" : "off";
}

/** The readings nearest to start, middle and end of what was measured; null where nothing was. */
export function atSpots(readings: readonly Reading[]): Readonly<Record<Spot, Reading>> | null {
  const first = readings[0];
  const last = readings.at(-1);
  if (first === undefined || last === undefined) return null;
  const middleS = (first.videoS + last.videoS) / 2;
  const middle = readings.reduce((best, one) =>
    Math.abs(one.videoS - middleS) < Math.abs(best.videoS - middleS) ? one : best,
  );
  return { start: first, middle, end: last };
}

/** Spots in the order of the take with their readings. */
export function spotReadings(readings: readonly Reading[]): readonly (readonly [Spot, Reading])[] {
  const at = atSpots(readings);
  return at === null ? [] : SPOTS.map((spot) => [spot, at[spot]] as const);
}
