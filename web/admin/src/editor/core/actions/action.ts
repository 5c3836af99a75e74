/**
 * The shape of an action: a name, its keys, whether it can be done now, and a pure function from the desk to an
 * effect. Menu, keys, help and undo log read the one table in `table`.
 */
import type { Command, Desk, Effect, Mode } from "../desk";
import type { Params, Told } from "../history";
import type { Sketch } from "../sketch";

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

export const BLOCKED = [
  "noMarks",
  "selectMark",
  "selectTwo",
  "noGrid",
  "oneGrid",
  "noRoom",
  "nothingToUndo",
  "nothingToRedo",
  "fullSpeed",
  "nothingInQuestion",
  "noAgreement",
  "allConfirmed",
  "allWhole",
  "isOne",
  "noLoop",
] as const;
export type Blocked = (typeof BLOCKED)[number];

export function enabled(action: Action, desk: Desk): boolean {
  return action.modes.includes(desk.view.mode) && action.blocked(desk) === null;
}

/** The name in the undo log, with what its words need. */
export function toldOf(action: Action, desk: Desk): Told {
  return { name: action.name, params: action.params(desk) };
}

type Plain = Pick<Action, "group" | "keys" | "perform"> & Partial<Omit<Action, "name">>;

/** An action with what most have: in mode `edit`, never blocked, no parameters. */
export function action<Name extends string>(name: Name, plain: Plain): Action & { readonly name: Name } {
  return {
    modes: ["edit"],
    repeats: false,
    blocked: () => null,
    params: () => ({}),
    ...plain,
    name,
  };
}

/** An action that leaves the doing to a room of the editor. */
export function command<Name extends Command>(
  name: Name,
  group: Group,
  keys: readonly string[],
  modes?: readonly Mode[],
) {
  return action(name, {
    group,
    keys,
    ...(modes && { modes }),
    perform: () => ({ kind: "command", command: name }),
  });
}

/** The effect of an edit that leaves the selection, without the marks that are no more. */
export function editOf(desk: Desk, sketch: Sketch): Effect {
  const there = new Set(sketch.marks.map((mark) => mark.id));
  const ids = desk.selection.ids.filter((id) => there.has(id));
  const { anchor } = desk.selection;
  return {
    kind: "edit",
    sketch,
    selection: { ids, anchor: anchor !== null && there.has(anchor) ? anchor : (ids[0] ?? null) },
  };
}

/** The effect of an edit that made marks: they are selected. */
export function editWithNew(desk: Desk, sketch: Sketch): Effect {
  const ids = sketch.marks.filter((mark) => mark.id >= desk.sketch.nextId).map((mark) => mark.id);
  return { kind: "edit", sketch, selection: { ids, anchor: ids[0] ?? null } };
}
