/**
 * Where the song lies in the take while a person moves it: `song_s = offset_s + rate * video_s`. Arithmetic only.
 * The page counts on the video clock: the take stands still and the song is moved.
 */
import type { Alignment, Span } from "../sound/types";

export type Placing = Readonly<{ offsetS: number; rate: number }>;

export const NUDGES_S = { fine: 0.001, coarse: 0.01 } as const;
/** What the server accepts. */
const FURTHEST_S = 36_000;
const MICRO = 1e6;
const SPOT_S = 4;

export function songAt({ offsetS, rate }: Placing, videoS: number): number {
  return offsetS + rate * videoS;
}

export function videoAt({ offsetS, rate }: Placing, songS: number): number {
  return (songS - offsetS) / rate;
}

/** The song heard `laterS` later in the take (negative: earlier), seconds on the video clock. */
export function movedLater(placing: Placing, laterS: number): Placing {
  return placedAt(placing, placing.offsetS - placing.rate * laterS);
}

/** Another song second at the take's first frame, kept to the microsecond that is stored. */
export function placedAt({ rate }: Placing, offsetS: number): Placing {
  const kept = Math.min(Math.max(offsetS, -FURTHEST_S), FURTHEST_S);
  return { offsetS: Math.round(kept * MICRO) / MICRO, rate };
}

export function isSame(one: Placing, other: Placing): boolean {
  return Math.abs(one.offsetS - other.offsetS) < 0.5 / MICRO && Math.abs(one.rate - other.rate) < 1e-9;
}

/** The song's sound laid on the video clock, as the drawing room wants it. */
export function onVideoClock({ offsetS, rate }: Placing): Alignment {
  return { offsetS: -offsetS / rate, rate: 1 / rate };
}

/** What of the take has song under it, seconds on the video clock; the whole take where nothing has. */
export function underSong(placing: Placing, takeS: number, songS: number): Span {
  const startS = Math.max(0, videoAt(placing, 0));
  const endS = Math.min(takeS, videoAt(placing, songS));
  return endS > startS ? { startS, endS } : { startS: 0, endS: takeS };
}

export const SPOTS = ["start", "middle", "end"] as const;
export type Spot = (typeof SPOTS)[number];

/** Four seconds at the start, the middle and the end of a span; less where it is shorter. */
export function spotsOf({ startS, endS }: Span): Readonly<Record<Spot, Span>> {
  const longS = Math.min(SPOT_S, endS - startS);
  const middleS = (startS + endS) / 2;
  return {
    start: { startS, endS: startS + longS },
    middle: { startS: middleS - longS / 2, endS: middleS + longS / 2 },
    end: { startS: endS - longS, endS },
  };
}
