/** The one table of all that can be done in the beat editor: menu, keys, help and undo log are made from it. */

import { type KeyPress, matches, parseChord } from "../chords";
import type { Mode } from "../desk";
import type { Action } from "./action";
import { LOOKING } from "./looking";
import { MACHINE } from "./machine";
import { MOVING } from "./moving";
import { SHAPING } from "./shaping";

const ALL = [...MOVING, ...SHAPING, ...MACHINE, ...LOOKING] as const;

export type ActionName = (typeof ALL)[number]["name"];

/** In the order of the menu. */
export const ACTIONS: readonly (Action & { readonly name: ActionName })[] = ALL;

/**
 * Edits that a pointer, a field or a finished preview makes, not a key alone; they stand in the undo log under these
 * names, which have words like the actions.
 */
export const EDITS = ["move", "rename", "tapPasses", "snap", "merge", "import", "restore"] as const;
export type EditName = (typeof EDITS)[number];

const CHORDS = ACTIONS.map((action) => ({ action, chords: action.keys.map(parseChord) }));
const BY_NAME = new Map(ACTIONS.map((action) => [action.name, action]));

/** The action that a key press means in a mode, enabled or not; null where it means none. */
export function actionFor(press: KeyPress, mode: Mode, mac: boolean): Action | null {
  const found = CHORDS.find(
    ({ action, chords }) => action.modes.includes(mode) && chords.some((chord) => matches(chord, press, mac)),
  );
  return found?.action ?? null;
}

export function actionNamed(name: ActionName): Action {
  const action = BY_NAME.get(name);
  if (action === undefined) throw new Error(`There is no action "${name}".`);
  return action;
}
