/**
 * The sheet: the result of one practice, as values. `sheet_files` reads and writes it; docs/scoring.md explains it.
 *
 * `raw` is 0 to 1, `score` 40 to 100 by the curve, null where not judged. Late is positive, early negative, in
 * milliseconds of real time. `left` and `right` in steps, parts and `costly` are the routine's, after any un-mirroring:
 * where `session.mirrored`, the learner's own side is the other one.
 */

import { FEATURE_NAMES, type FeatureName } from "../classpack/features.ts";
import type { Parameters } from "../classpack/parameters.ts";
import type { Medal } from "./curve.ts";
import type { Mirror } from "./hypotheses.ts";

export type WhyNot = "dancer_not_seen" | "teacher_not_seen" | "no_frames";
/** Learner minus teacher: of an angle in 0 to 1, of a place in torso lengths [x, y]; null where not seen. */
export type Difference = number | readonly [x: number, y: number] | null;
export type CostName = FeatureName | "motion" | "energy" | "timing";
/** What a step can lose by; the losses add up to 1 - raw. */
export const COSTS: readonly CostName[] = [...FEATURE_NAMES, "motion", "energy", "timing"];
export const LIMBS = ["left_arm", "right_arm", "left_leg", "right_leg"] as const;
export type Limb = (typeof LIMBS)[number];

/** One step; what follows `whyNot` is null where it is not judged. */
export interface StepSheet {
  /** From 1. */
  readonly part: number;
  /** 1 to 8. */
  readonly count: number;
  /** Of the step point, seconds on the video clock. */
  readonly videoS: number;
  readonly judged: boolean;
  /** Null where it is judged. */
  readonly whyNot: WhyNot | null;
  readonly score: number | null;
  /** `shape` times `timing`. */
  readonly raw: number | null;
  /** Of pose and motion together, times energy. */
  readonly shape: number | null;
  /** Factor. */
  readonly timing: number | null;
  /** Similarity of the pose at the step point. */
  readonly pose: number | null;
  /** Agreement of the motion into it. */
  readonly motion: number | null;
  /** Factor. */
  readonly energy: number | null;
  /** Path length by the teacher's. */
  readonly amplitude: number | null;
  /** Of the step by itself. */
  readonly lateMs: number | null;
  /** They add up to 1 - raw. */
  readonly costs: Readonly<Record<CostName, number>> | null;
  /** x to the picture's right after un-mirroring, y down. */
  readonly differences: Readonly<Record<FeatureName, Difference>> | null;
}

/** One part: means of its judged steps, medians of lateness and amplitude; null where not judged. */
export interface PartSheet {
  /** From 1. */
  readonly part: number;
  readonly name: string | null;
  readonly score: number | null;
  readonly raw: number | null;
  readonly shape: number | null;
  readonly timing: number | null;
  readonly lateMs: number | null;
  readonly amplitude: number | null;
  /** How many of its steps. */
  readonly judged: number;
  /** Counts, 1 to 8. */
  readonly best: number | null;
  readonly worst: number | null;
  /** The joint that cost most. */
  readonly costly: string | null;
}

/** Of all steps; null where less than half of them are judged. No medal below 0.8 of those that can be. */
export interface TotalSheet {
  readonly score: number | null;
  readonly raw: number | null;
  readonly shape: number | null;
  readonly timing: number | null;
  readonly medal: Medal | null;
  readonly judged: number;
  readonly steps: number;
}

/** Frames that came. */
export interface FrameCounts {
  /** Used, with or without a dancer. */
  readonly taken: number;
  /** Passed over because their time did not rise, or leapt. */
  readonly unordered: number;
  /** Taken, with nobody. */
  readonly unseen: number;
  /** Taken, with more people than one. */
  readonly several: number;
  /** Of those taken, in real time; null below two. */
  readonly rateHz: number | null;
}

/** How it was danced and filmed. */
export interface SessionSheet {
  /** What was asked for. */
  readonly mirror: Mirror;
  /** What was found. */
  readonly mirrored: boolean;
  /** The turn that brings the learner to stand as the teacher does. */
  readonly yawDeg: number;
  /** By which the whole run is late. */
  readonly lagMs: number;
  /** Of the class; 0.5 is half speed. */
  readonly speed: number;
  readonly picture: readonly [width: number, height: number];
  /** That were practised, from 1. */
  readonly parts: readonly number[];
  readonly frames: FrameCounts;
}

/**
 * Something about the practice that makes its scores less telling: `shifted` (the whole run, by `lagMs`: sound or camera
 * may be late), `hardly_seen` (only `share` of the steps that could be is judged), `several_people`, `unordered` (`share` of
 * frames), `few_frames` (`rateHz`).
 */
export interface SheetWarning {
  readonly code: string;
  readonly lagMs: number | null;
  readonly share: number | null;
  readonly rateHz: number | null;
}

/** A step by its part and count. */
export interface StepPlace {
  readonly part: number;
  readonly count: number;
}

/** A span of the class that lacks frames (`camera`), the dancer in them (`dancer`), or one of LIMBS: the learner's own. */
export interface NotSeen {
  readonly fromS: number;
  readonly toS: number;
  readonly what: "camera" | "dancer" | Limb;
}

/** What made the sheet. */
export interface RuntimeName {
  readonly name: string;
  readonly version: string;
  readonly level: number;
}

/** The result of one practice. */
export interface Sheet {
  readonly runtime: RuntimeName;
  readonly scoring: Parameters;
  readonly classId: string;
  /** sha256 of the manifest of the pack that was danced, where known. */
  readonly manifest: string | null;
  readonly session: SessionSheet;
  readonly total: TotalSheet;
  readonly warnings: readonly SheetWarning[];
  readonly parts: readonly PartSheet[];
  readonly steps: readonly StepSheet[];
  readonly best: StepPlace | null;
  readonly worst: StepPlace | null;
  readonly costly: string | null;
  readonly notSeen: readonly NotSeen[];
}
