/**
 * What the branches of a practice tell each other, and nothing of how: who hands what to whom is `graph`. Times are
 * milliseconds on the page's clock (`performance.timeOrigin + performance.now()`, alike in workers) unless they are
 * named as seconds of the class video.
 */

import type { Event, Sheet } from "@eightcount/runtime/scoring";
import type { TeacherLook } from "../figure/teacher";

export type BranchName = "class" | "preview" | "overlay" | "pose" | "scoring" | "recording";

/** What one branch did since the practice began. */
export interface BranchStats {
  readonly came: number;
  readonly done: number;
  /** Passed over as there was no time for it. */
  readonly dropped: number;
  /** From capture (or, of the class, from when it was due) to done; null before the first. */
  readonly medianLatencyMs: number | null;
  readonly worstLatencyMs: number | null;
}

export type GraphStats = Readonly<Record<BranchName, BranchStats>>;

/** A picture of the camera, looked at. `landmarks` is 33 x (x, y, z, visibility) for each person, as scoring takes it. */
export interface PoseFrame {
  readonly capturedMs: number;
  /** Where the class video was then, by the clock and this device's latency; null while it stood still. */
  readonly classS: number | null;
  readonly landmarks: Float32Array | null;
  readonly people: number;
  readonly width: number;
  readonly height: number;
}

/** Where the class video is: `at` a moment of the page's clock, null while it stands still or was sought. */
export interface ClassClock {
  at(pageMs: number): number | null;
}

export type Facing = "user" | "environment";

/** Why a practice stands still or ended; `closed`: its page went away, and what it left was found later. */
export type Interruption =
  | "camera-lost"
  | "hidden"
  | "rotated"
  | "memory"
  | "stopped"
  | "class-stalled"
  | "closed";

/** A camera's recording as it lies on the device. */
export interface Film {
  /** Its name among the kept films. */
  readonly id: string;
  readonly classId: string;
  /** Of the class as it was danced; null: not known. */
  readonly revision: number | null;
  /** `Date.now()`: the page's clock stands while a device sleeps. */
  readonly begunMs: number;
  readonly durationS: number;
  readonly mime: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** Class video's second at the film's first picture, and for each later piece where the practice had paused. */
  readonly pieces: readonly FilmPiece[];
}

/** From `filmS` of the film on (this device's latency taken off), `classS` of the class video is danced, at `speed`; until the next piece. */
export interface FilmPiece {
  readonly filmS: number;
  readonly classS: number;
  readonly speed: number;
}

/** Why there is no film, or one that broke off; `late`: it was not there when the result was. */
export type NotFilmed = "no-encoder" | "no-place" | "no-room" | "encoder" | "late";

/** What is left of a practice, however it ended. */
export interface Danced {
  readonly sheet: Sheet;
  readonly film: Film | null;
  /** Null: it was filmed, or not to be. */
  readonly notFilmed: NotFilmed | null;
  /** Null: danced to the end. */
  readonly interrupted: Interruption | null;
  readonly stats: GraphStats;
  /** Poses that were scored: class video's seconds, and 132 numbers for each (NaN: nobody). */
  readonly posesAtS: Float64Array;
  readonly poses: Float32Array;
}

/** What a practice tells while it runs. */
export type Told =
  | { readonly kind: "scored"; readonly event: Event }
  /** A picture looked at; `scored`: as it is scored and kept, null where it is not. */
  | { readonly kind: "pose"; readonly frame: PoseFrame; readonly scored: PoseFrame | null }
  | { readonly kind: "paused"; readonly why: Interruption }
  | { readonly kind: "resumed" }
  /** It is danced and scored all the same. */
  | { readonly kind: "not-filmed"; readonly why: NotFilmed }
  | { readonly kind: "ended"; readonly danced: Danced }
  /** It ended, and no sheet could be made of it. */
  | { readonly kind: "unscored" };

/** How somebody wants to dance. */
export interface Wishes {
  /** Numbers of parts from 1, in order. */
  readonly parts: readonly number[];
  readonly speed: 0.5 | 0.75 | 1;
  /** The class shown as in a mirror. Scoring finds out by itself how it is danced. */
  readonly mirrored: boolean;
  readonly record: boolean;
  readonly overlay: TeacherLook | "none";
  /** By how much this device shows and hears later than it says, and sees earlier: seconds, by its calibration. */
  readonly latencyS: number;
}
