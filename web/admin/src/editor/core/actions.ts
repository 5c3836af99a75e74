/**
 * The shape of an action: a name, its keys, whether it can be done now, and a pure function from the desk to an
 * effect. Menu, keys, help and undo log read the one table in `actionTable`.
 */
import type { Desk, Effect, Mode } from "./desk";
import type { Params } from "./history";

/** Which heading of the menu and the list of keys it stands under: a key of `actionGroups` in the words. */
export type Group = "play" | "mark" | "move" | "shape" | "machine" | "look" | "listen" | "file";

export type Action = {
  /** A key of `actions` in the words; also the name in the undo log. */
  readonly name: string;
  readonly group: Group;
  /** Chords such as "Mod+Shift+ArrowLeft"; the first is the one to show. Never empty. */
  readonly keys: readonly string[];
  readonly modes: readonly Mode[];
  /** Holding the key down makes one step of undo. */
  readonly repeats: boolean;
  /** Null when it can be done now, else why not: a key of `blocked` in the words. */
  readonly blocked: (desk: Desk) => Blocked | null;
  readonly perform: (desk: Desk) => Effect;
  /** For the words in the undo log, e.g. how many marks were moved. */
  readonly params: (desk: Desk) => Params;
};

export type Blocked =
  | "noMarks"
  | "selectMark"
  | "selectTwo"
  | "noGrid"
  | "noOnsets"
  | "noRoom"
  | "nothingToUndo"
  | "nothingToRedo"
  | "notSlow"
  | "noneOpen"
  | "allWhole";

export function enabled(action: Action, desk: Desk): boolean {
  return action.modes.includes(desk.view.mode) && action.blocked(desk) === null;
}
