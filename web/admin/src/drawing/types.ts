/**
 * What the drawing room and its callers hand each other. Times are seconds on the song clock, lengths CSS pixels
 * unless a name says device pixels. Values are frozen; nothing here runs.
 */

import type { Alignment, PcmSource, Span } from "../sound/types";

/** Which part of the song is seen: the left edge, the scale, and the width. */
export interface Viewport {
  readonly startS: number;
  readonly secondsPerPixel: number;
  readonly widthPx: number;
}

/** Colours; each is the CSS variable `--timeline-<tone>` (see theme.ts for what holds without one). */
export type Tone =
  | "beat"
  | "one"
  | "proposal"
  | "tap"
  | "onset"
  | "wave"
  | "camera"
  | "energy"
  | "good"
  | "warning"
  | "error"
  | "muted";

export interface Mark {
  readonly atS: number;
  readonly tone: Tone;
  readonly selected?: boolean;
  /** Height of the line, 0 to 1; 1 where not given (onsets have their strength). */
  readonly strength?: number;
  readonly label?: string;
}

export interface Block {
  readonly startS: number;
  readonly endS: number;
  readonly label: string;
  /** Which of the part colours `--timeline-part-0` ... `-5`; taken modulo 6. */
  readonly colour: number;
  readonly selected?: boolean;
  /** Draws it in the warning tone: a part with a missing or an extra beat. */
  readonly skewed?: boolean;
}

/**
 * Samples and their peaks; `alignment` lays a sound of the video clock on the song clock. Keep the object while nothing
 * in it changes: its picture is kept with it.
 */
export interface WaveSound {
  readonly pcm: PcmSource;
  readonly peaks: Peaks;
  readonly alignment?: Alignment | null;
}

/** Smallest and largest per 256 samples, -127 to 127, then coarser; see peaks.ts. */
export interface Peaks {
  readonly levels: readonly PeakLevel[];
}
export interface PeakLevel {
  readonly samplesPerPair: number;
  /** min, max, min, max ... */
  readonly pairs: Int8Array;
}

interface LaneBase {
  readonly id: string;
  readonly heightPx: number;
}
export type Lane =
  | (LaneBase & { readonly kind: "ruler" })
  | (LaneBase & { readonly kind: "waveform"; readonly sound: WaveSound; readonly tone: Tone })
  | (LaneBase & { readonly kind: "spectrogram"; readonly pcm: PcmSource })
  | (LaneBase & { readonly kind: "blocks"; readonly blocks: readonly Block[] })
  /** Marks in order of time. `through` draws them over every lane, faintly. */
  | (LaneBase & { readonly kind: "marks"; readonly marks: readonly Mark[]; readonly through?: boolean })
  /** A curve of values 0 to 1: value k is at `startS + k * stepS`; NaN leaves a gap. */
  | (LaneBase & {
      readonly kind: "curve";
      readonly values: Float32Array;
      readonly startS: number;
      readonly stepS: number;
      readonly tone: Tone;
    });

export interface Hit {
  readonly laneId: string;
  readonly atS: number;
  /** Of the nearest mark or the block that was hit; null where the lane itself was. */
  readonly index: number | null;
}

/** `page` turns over when the playhead leaves; `smooth` keeps it in the middle (as `page` where motion is unwelcome). */
export type Follow = "off" | "page" | "smooth";

/** Lanes on canvases that know no React: give it values and it draws them at the next frame. */
export interface Timeline {
  readonly setLanes: (lanes: readonly Lane[]) => void;
  readonly viewport: () => Viewport;
  /** Kept within the bounds; wheel and pinch change it too, and tell `onViewport`. */
  readonly setViewport: (viewport: Viewport) => void;
  readonly onViewport: (listener: (viewport: Viewport) => void) => () => void;
  /** Zooms by `factor` (below 1: closer) around a time, or around the middle. */
  readonly zoom: (factor: number, aroundS?: number) => void;
  readonly show: (span: Span) => void;
  /** Scrolls only as far as it must so that the time is seen. */
  readonly reveal: (atS: number) => void;
  /** Asked once in every frame: transport.positionS. */
  readonly setPlayhead: (positionS: (() => number) | null) => void;
  /** True while the playhead moves: draws every frame; else it draws only what changed. */
  readonly setMoving: (moving: boolean) => void;
  /** Asks for the playhead once: after a seek while it stands (the transport tells its subscribers). */
  readonly refresh: () => void;
  readonly setFollow: (follow: Follow) => void;
  readonly setLoop: (loop: Span | null) => void;
  /** A selected range, or the rectangle being dragged. */
  readonly setSelection: (span: Span | null) => void;
  /** Coordinates from the canvas' upper left corner, e.g. offsetX and offsetY. */
  readonly hit: (xPx: number, yPx: number, withinPx: number) => Hit | null;
  /** Top and height of a lane, for labels beside it. */
  readonly laneBox: (id: string) => { readonly topPx: number; readonly heightPx: number } | null;
  /** Reads the colours again; it does so itself when the colour scheme changes. */
  readonly readTheme: () => void;
  readonly close: () => void;
}

export interface TimelineOptions {
  /** Positioned element that gets the canvases; its width is followed. Give it role, label and focus yourself. */
  readonly host: HTMLElement;
  readonly boundsS: Span;
  /** Told once, in a sentence, when samples for drawing could not be had. */
  readonly onProblem?: (sentence: string) => void;
}
