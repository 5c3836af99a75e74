/** What a session tells while somebody dances. */

import type { Limb, PartSheet, StepSheet } from "./sheet.ts";

/** A frame, at once. */
export interface Feedback {
  readonly kind: "feedback";
  readonly timeS: number;
  /** Of the pose, 0 to 1; null: not judged. */
  readonly similarity: number | null;
  /** The learner's own limbs that are off. */
  readonly off: readonly Limb[];
}

/** A step, 0.6 s after its point; `revised` where it was told before and has changed by more than 0.01. */
export interface Judgement {
  readonly kind: "judgement";
  readonly step: StepSheet;
  readonly revised: boolean;
}

/** A part, when its last step is judged. */
export interface PartSummary {
  readonly kind: "part";
  readonly part: PartSheet;
}

export type Event = Feedback | Judgement | PartSummary;
