/** All that the beat editor knows while it is open, as one value. The sound and the view keep their own state. */
import type { Mode, Selection } from "./core/desk";
import type { Grid } from "./core/grid";
import type { History, Params } from "./core/history";
import type { Merge, Side } from "./core/merging/merge";
import type { Sketch } from "./core/sketch";
import type { SnapLine } from "./core/snap";
import type { TapPass } from "./passes";
import type { Draft, ServerProblem } from "./revisions";

/** How the edits stand with the server. */
export type Saving =
  | { readonly kind: "saved" }
  /** Sent in a moment. */
  | { readonly kind: "waiting" }
  | { readonly kind: "saving" }
  /** Kept here, sent when the server answers again. */
  | { readonly kind: "offline" }
  | { readonly kind: "conflict" }
  | { readonly kind: "refused"; readonly sentence: string };

/** What was just done, for those who do not see it: a key of the words and what goes into them. */
export type Said = { readonly key: string; readonly params: Params; readonly turn: number };

/** Somebody saved in between: what both did, and what was chosen so far where both changed the same. */
export type OpenConflict = {
  readonly theirs: Draft;
  readonly merge: Merge;
  readonly choices: ReadonlyMap<string, Side>;
};

export type PanelName = "checks" | "queue" | "snap" | "taps" | "marks" | "undo" | "conflict";
export type DialogName = "keys" | "calibrate" | "files";

export type EditorState = {
  readonly history: History;
  readonly selection: Selection;
  readonly mode: Mode;
  readonly grid: Grid | null;
  readonly ripple: boolean;
  /** What the server had when it was last heard of. */
  readonly base: Sketch;
  readonly baseRight: boolean;
  /** The marks of which a person said that they are right; null: of none. */
  readonly right: Sketch | null;
  readonly by: string | null;
  readonly problems: readonly ServerProblem[];
  readonly saving: Saving;
  readonly conflict: OpenConflict | null;
  /** Somebody else edits; here one may look and listen. */
  readonly readOnly: boolean;
  readonly passes: readonly TapPass[];
  /** Taps of the pass that runs, as heard. */
  readonly tapping: readonly number[];
  readonly panel: PanelName;
  readonly dialog: DialogName | null;
  /** The part whose name is being written. */
  readonly naming: number | null;
  /** The snap preview, while it is open. */
  readonly preview: readonly SnapLine[] | null;
  /** Marks of the preview whose move is to be taken. */
  readonly chosen: ReadonlySet<number>;
  readonly spectrogram: boolean;
  readonly said: Said | null;
};
