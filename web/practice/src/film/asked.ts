/** What the page and the worker that films say to each other. */

import type { BranchStats } from "../graph/types";
import type { Filmed } from "./pieces";

/** Where pictures come from: read off the camera's track, or sent one by one; or bytes that a recorder made are sent. */
export type Source =
  | { readonly kind: "track"; readonly pictures: ReadableStream<VideoFrame> }
  | { readonly kind: "sent" }
  | { readonly kind: "bytes" };

export type Asked =
  | { readonly kind: "begin"; readonly id: string; readonly source: Source }
  | { readonly kind: "moving"; readonly isMoving: boolean }
  /** The worker closes it, and says that it `took` it. */
  | { readonly kind: "picture"; readonly picture: VideoFrame; readonly capturedMs: number }
  | { readonly kind: "bytes"; readonly bytes: ArrayBuffer }
  /** A line for the journal. */
  | { readonly kind: "note"; readonly line: string }
  /** No picture more; the file is made whole. */
  | { readonly kind: "end" }
  /** Everything is let go of. */
  | { readonly kind: "close" };

/** What became of a film too early. */
export type FilmFault = "no-room" | "encoder";

/** A picture that was taken then, on the page's clock, lies there in the film. */
export interface Taken extends Omit<Filmed, "classS"> {
  readonly capturedMs: number;
}

/** What is known of the file. */
export interface Shape {
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly frames: number;
  readonly durationS: number;
}

export type Told =
  | { readonly kind: "ready" }
  | { readonly kind: "took" }
  | {
      readonly kind: "filmed";
      readonly taken: readonly Taken[];
      readonly shape: Shape;
      readonly stats: BranchStats;
    }
  | { readonly kind: "fault"; readonly fault: FilmFault; readonly sentence: string }
  | { readonly kind: "ended" }
  | { readonly kind: "closed" };
