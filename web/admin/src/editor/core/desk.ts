/**
 * What lies on the editor's desk when a key is pressed: the sketch, what is selected, and what the person sees and
 * hears. Actions read it and answer with an effect; only the desk's owner carries effects out.
 */
import type { Grid } from "./grid";
import type { Sketch } from "./sketch";

/** Ids of the selected marks, in any order; `anchor` is the one that a selection with Shift grows from. */
export type Selection = { readonly ids: readonly number[]; readonly anchor: number | null };

export const NOTHING_SELECTED: Selection = { ids: [], anchor: null };

/** From `startS` up to `endS`, seconds on the song clock. */
export type Range = { readonly startS: number; readonly endS: number };

/** A first arrival in the song; the strongest has strength 1. */
export type Onset = { readonly s: number; readonly strength: number };

/** `edit`: as usual. `preview`: a snap preview is open. `conflict`: the difference to another's edit is open. */
export type Mode = "edit" | "preview" | "conflict";

export type View = {
  readonly mode: Mode;
  readonly playheadS: number;
  readonly playing: boolean;
  /** Speed of playback, 1 is full speed. */
  readonly rate: number;
  /** One frame of the class video, in song seconds. */
  readonly frameS: number;
  readonly pixelsPerS: number;
  /** Length of the song. */
  readonly songS: number;
  /** The part of the song that the take covers. */
  readonly takeRange: Range;
  /** Sorted. */
  readonly onsets: readonly Onset[];
  /** The proposed grid as chosen now (tempo, half, double, shift), or null without a proposal. */
  readonly grid: Grid | null;
  /** All proposed grids, best first. */
  readonly grids: readonly Grid[];
  readonly loop: Range | null;
  /** Whether a move takes all later marks along. */
  readonly ripple: boolean;
};

export type Desk = {
  readonly sketch: Sketch;
  readonly selection: Selection;
  readonly view: View;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
};

/** What the rooms of the editor do that is no edit: each command is one action's effect. */
export const COMMANDS = [
  "playPause",
  "playFromSelection",
  "tap",
  "calibrate",
  "slowHalf",
  "slowThreeQuarters",
  "fullSpeed",
  "toggleClicks",
  "toggleVoice",
  "toggleMusic",
  "toggleVideo",
  "zoomIn",
  "zoomOut",
  "zoomAll",
  "zoomSelection",
  "toggleSpectrogram",
  "toggleRipple",
  "renamePart",
  "snapPreview",
  "acceptAll",
  "acceptOne",
  "leave",
  "keepMine",
  "takeTheirs",
  "save",
  "importFile",
  "exportFile",
  "nextProblem",
  "previousProblem",
  "showChecks",
  "showKeys",
] as const;
export type Command = (typeof COMMANDS)[number];

/**
 * What an action wants done. An `edit` goes into the undo log under the action's name; the others change nothing
 * that is saved. `seekS` null leaves the playhead.
 */
export type Effect =
  | { readonly kind: "edit"; readonly sketch: Sketch; readonly selection: Selection }
  | { readonly kind: "select"; readonly selection: Selection; readonly seekS: number | null }
  | { readonly kind: "loop"; readonly loop: Range | null }
  | { readonly kind: "grid"; readonly grid: Grid }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" }
  | { readonly kind: "command"; readonly command: Command };
