/** The lanes of the alignment check, on the video clock. Pure; the drawing room paints them. */

import { rulerStep, timeLabel } from "../drawing/ruler";
import type { Tone as Colour, Lane, Mark, Viewport, WaveSound } from "../drawing/types";
import { endOf } from "../drawing/viewport";
import type { Span } from "../sound/types";
import type { Reading, Tone } from "./agreement";
import type { Sounds } from "./opened";
import { onVideoClock, type Placing, songAt, videoAt } from "./placing";
import { percentOf, signedMs } from "./wordsOfNumbers";

export const HEIGHTS = { take: 24, camera: 108, agreement: 26, song: 108, songClock: 24 } as const;
export type LaneId = keyof typeof HEIGHTS;
export const LANE_IDS = Object.keys(HEIGHTS) as readonly LaneId[];

const COLOURS: Readonly<Record<Tone, Colour>> = { good: "good", weak: "warning", off: "error" };
const LABELS_APART_PX = 90;

/** Everything that the take and the song may cover, however they lie. */
export function boundsOf({ takeS, songS }: Sounds): Span {
  return { startS: -songS, endS: takeS + songS };
}

/** The take from edge to edge, with a little around it. */
export function wholeTake({ takeS }: Sounds): Span {
  return { startS: -0.02 * takeS, endS: 1.02 * takeS };
}

/** The song's sound as it lies now; a new value for every place, as its picture is another. */
export function songSound({ song }: Sounds, placing: Placing): WaveSound {
  return { ...song, alignment: onVideoClock(placing) };
}

type Shown = Readonly<{
  sounds: Sounds;
  song: WaveSound;
  placing: Placing;
  readings: readonly Reading[];
  view: Viewport;
}>;

export function lanesOf({ sounds, song, placing, readings, view }: Shown): readonly Lane[] {
  const of = (id: LaneId) => ({ id, heightPx: HEIGHTS[id] });
  return [
    { ...of("take"), kind: "ruler" },
    ...(sounds.camera === null
      ? []
      : [{ ...of("camera"), kind: "waveform" as const, sound: sounds.camera, tone: "camera" as const }]),
    { ...of("agreement"), kind: "marks", marks: readingMarks(readings) },
    { ...of("song"), kind: "waveform", sound: song, tone: "wave" },
    { ...of("songClock"), kind: "marks", marks: songTicks(view, placing) },
  ];
}

export function readingMarks(readings: readonly Reading[]): readonly Mark[] {
  return readings.map(({ videoS, residualMs, agreement, tone }) => ({
    atS: videoS,
    tone: COLOURS[tone],
    strength: Math.max(agreement, 0.1),
    label: tone === "weak" ? percentOf(agreement) : `${percentOf(agreement)} ${signedMs(residualMs)} ms`,
  }));
}

/** The song's own clock under its picture, within the view and a label's width around it. */
export function songTicks(view: Viewport, placing: Placing): readonly Mark[] {
  const stepS = rulerStep(view.secondsPerPixel * placing.rate, LABELS_APART_PX);
  const first = Math.floor(songAt(placing, view.startS) / stepS) - 1;
  const last = Math.ceil(songAt(placing, endOf(view)) / stepS);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => ({
    atS: videoAt(placing, (first + k) * stepS),
    tone: "muted" as const,
    strength: 0.5,
    label: timeLabel((first + k) * stepS, stepS),
  }));
}
