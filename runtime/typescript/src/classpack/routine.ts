/**
 * The routine: what is to be danced. Parts of 8 steps, and at the end of every step the pose that is judged.
 *
 * Every instant is given on both clocks: `songS` in the song, `videoS` in the class video (0 s is its first frame).
 * `routine_files` reads routine.json. Must not compute poses nor scores.
 */

import type { Ratio } from "./fields.ts";
import type { Parameters } from "./parameters.ts";

export const MAX_SIDE_PX = 65_535;
export const MAX_FRAMES = 10 ** 8;
/** Frames a second, and the length of a video in seconds: whoever scores makes room by them. */
export const MIN_RATE_HZ = 1;
export const MAX_RATE_HZ = 1000;
export const MAX_DURATION_S = 7200;
export const STEPS_PER_PART = 8;
export const MAX_PARTS = 512;
/** Characters of a part's name. */
export const MAX_NAME = 80;

/** One moment on both clocks, seconds. */
export interface Instant {
  readonly songS: number;
  readonly videoS: number;
}

/** The pose at a step point, as `features` defines it. */
export interface Targets {
  /** 8, each 0 to 1. */
  readonly angles: readonly number[];
  /** 8 pairs [x, y], each 0 to 1. */
  readonly places: readonly (readonly [x: number, y: number])[];
  /** 16, each 0 to 1; angles first. */
  readonly visibility: readonly number[];
  /** Of the body, in units of the picture's height. */
  readonly centre: readonly [x: number, y: number];
  /** The body's scale, in units of the picture's height. */
  readonly torso: number;
}

/** The instant at which a step's pose is judged: the beat that ends it. */
export interface StepPoint {
  readonly at: Instant;
  /** Of the class video, the one nearest to `at`, counted from 0. */
  readonly frame: number;
  /** Null where the dancer is not seen there: the step is danced but not judged. */
  readonly targets: Targets | null;
  /** 16, each 0 to 1; angles first. All 0 where there are no targets. */
  readonly weights: readonly number[];
}

/** From a beat to the next one. */
export interface Step {
  readonly start: Instant;
  readonly point: StepPoint;
}

/** 8 steps, the unit in which a class is taught. */
export interface Part {
  readonly name: string | null;
  readonly steps: readonly Step[];
}

/** The picture that frames and features refer to: upright size in pixels, frames at a constant rate. */
export interface VideoShape {
  readonly width: number;
  readonly height: number;
  /** Frames a second. */
  readonly rate: Ratio;
  readonly frames: number;
}

/** A remark for the author; a device ignores it. */
export interface Problem {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly sentence: string;
  /** Of a beat, counted from 0. */
  readonly index: number | null;
}

/**
 * A compiled class: `songS = offsetS + rate * videoS` ties its two clocks. `scoring` is what it is scored by; null: by what
 * the runtime has calibrated.
 */
export interface Routine {
  readonly video: VideoShape;
  readonly offsetS: number;
  readonly rate: number;
  readonly parts: readonly Part[];
  readonly problems: readonly Problem[];
  readonly scoring: Parameters | null;
}

/** All steps in order. */
export function stepsOf(routine: Routine): readonly Step[] {
  return routine.parts.flatMap((part) => part.steps);
}
