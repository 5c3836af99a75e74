/** What the page and the scoring worker say to each other. */

import type { PoseTrack, Routine } from "@eightcount/runtime";
import type { Event, SessionOptions, Sheet } from "@eightcount/runtime/scoring";

export type Asked =
  | { readonly kind: "prepare"; readonly routine: Routine; readonly poses: PoseTrack }
  | {
      readonly kind: "begin";
      readonly width: number;
      readonly height: number;
      readonly options: SessionOptions;
    }
  | { readonly kind: "frame"; readonly timeS: number; readonly landmarks: Float32Array | null }
  | { readonly kind: "end" };

export type Told =
  | { readonly kind: "prepared" }
  | { readonly kind: "event"; readonly event: Event }
  | { readonly kind: "taken" }
  | { readonly kind: "sheet"; readonly sheet: Sheet };
