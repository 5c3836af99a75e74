/**
 * The beat editor without its page: the marks with their history, the sound, what is kept and sent, and the one way
 * in which an action is carried out. Components show its cells and call it; it knows no React.
 */
import type { Timeline } from "../drawing/types";
import type { Transport } from "../sound/types";
import { type Cell, change } from "./cell";
import { type CommandRooms, runCommand } from "./commands";
import type { Action } from "./core/actions/action";
import { enabled, toldOf } from "./core/actions/action";
import { type ActionName, actionNamed, type EditName } from "./core/actions/table";
import type { Desk, Effect, Selection } from "./core/desk";
import { NOTHING_SELECTED } from "./core/desk";
import {
  canRedo,
  canUndo,
  edited,
  type Params,
  redo,
  redoable,
  touched,
  undo,
  undoable,
} from "./core/history";
import type { Sketch } from "./core/sketch";
import { deskNow } from "./desk";
import type { Material } from "./material";
import type { Saver } from "./saving";
import { isRight } from "./saving";
import type { EditorState } from "./state";
import type { Tapping } from "./tapping";

/** How an action was asked for: a key that is held down, and the instant of the key, of `event.timeStamp`. */
export type Asked = { readonly held: boolean; readonly atMs: number };

export interface Editor {
  readonly slug: string;
  readonly account: string;
  readonly material: Material;
  readonly state: Cell<EditorState>;
  readonly transport: Transport;
  readonly saver: Saver;
  readonly tapping: Tapping;
  readonly desk: () => Desk;
  readonly perform: (name: ActionName, asked?: Asked) => void;
  /** An edit that is no action: by pointer, field or preview. `joins`: it goes on with the one before it. */
  readonly edit: (sketch: Sketch, name: EditName | ActionName, params?: Params, how?: EditHow) => void;
  readonly select: (selection: Selection, seekS?: number | null) => void;
  readonly seek: (s: number) => void;
  /** Back or forth in the undo log to where `done` edits are done. */
  readonly travel: (done: number) => void;
  readonly say: (key: string, params?: Params) => void;
  readonly timeline: () => Timeline | null;
  readonly setTimeline: (timeline: Timeline | null) => void;
  readonly close: () => void;
}

export type EditHow = { readonly selection?: Selection; readonly joins?: boolean };

const BY_MENU: Asked = { held: false, atMs: 0 };

type Options = Readonly<{
  slug: string;
  account: string;
  material: Material;
  state: Cell<EditorState>;
  transport: Transport;
  saver: Saver;
  openTapping: (editor: Pick<Editor, "edit" | "say">) => Tapping;
  language: () => string;
  close: () => void;
}>;

export function openEditor(options: Options): Editor {
  const { slug, account, material, state, transport, saver } = options;
  let timeline: Timeline | null = null;
  let turn = 0;

  const desk = () => deskNow(state.get(), transport, material, timeline);

  function say(key: string, params: Params = {}) {
    turn += 1;
    change(state, { said: { key, params, turn } });
  }

  function edit(sketch: Sketch, name: string, params: Params = {}, how: EditHow = {}) {
    if (state.get().readOnly) return say("said.readOnly");
    const before = state.get().history;
    const history = edited(before, sketch, { name, params }, how.joins);
    change(state, { history, selection: how.selection ?? kept(state.get().selection, sketch) });
    if (history === before) return;
    say(`actions.${name}`, params);
    saver.changed();
  }

  function select(selection: Selection, seekS: number | null = null) {
    change(state, { selection });
    if (seekS !== null) seek(seekS);
  }

  function seek(s: number) {
    tapping.end();
    transport.seek(s);
    timeline?.reveal(s);
  }

  function travel(done: number) {
    if (state.get().readOnly) return say("said.readOnly");
    const before = state.get().history;
    let history = before;
    while (history.done > done && canUndo(history)) history = undo(history);
    while (history.done < done && canRedo(history)) history = redo(history);
    if (history === before) return;
    const ids = touched(before, history);
    const first = history.sketch.marks.find((mark) => ids.includes(mark.id));
    const selection = ids.length === 0 ? NOTHING_SELECTED : { ids, anchor: ids[0] ?? null };
    change(state, { history, selection });
    if (first !== undefined) timeline?.reveal(first.s);
    saver.changed();
  }

  function carryOut(action: Action, effect: Effect, now: Desk, asked: Asked) {
    switch (effect.kind) {
      case "edit": {
        const { name, params } = toldOf(action, now);
        return edit(effect.sketch, name, params, {
          selection: effect.selection,
          joins: action.repeats && asked.held,
        });
      }
      case "select":
        return select(effect.selection, effect.seekS);
      case "loop":
        transport.setLoop(effect.loop);
        return say(effect.loop === null ? "said.loopOff" : "said.loop");
      case "grid":
        change(state, { grid: effect.grid });
        return say("said.grid", { bpm: Math.round(600 / effect.grid.periodS) / 10 });
      case "undo":
      case "redo":
        return travelOne(effect.kind);
      case "command":
        return runCommand(effect.command, rooms, asked);
    }
  }

  function travelOne(kind: "undo" | "redo") {
    const { history } = state.get();
    const told = kind === "undo" ? undoable(history) : redoable(history);
    travel(history.done + (kind === "undo" ? -1 : 1));
    if (told !== null)
      say(kind === "undo" ? "said.undone" : "said.redone", { name: told.name, ...told.params });
  }

  function perform(name: ActionName, asked: Asked = BY_MENU) {
    const action = actionNamed(name);
    const now = desk();
    if (!action.modes.includes(now.view.mode)) return;
    const why = action.blocked(now);
    if (name === "confirmAll" && (why === null || why === "allConfirmed")) return confirmAll(action, now);
    if (!enabled(action, now)) return say(`blocked.${why}`);
    carryOut(action, action.perform(now), now, asked);
  }

  /** A person says of the whole: these beats are right. */
  function confirmAll(action: Action, now: Desk) {
    if (state.get().readOnly) return say("said.readOnly");
    if (action.blocked(now) === null) carryOut(action, action.perform(now), now, BY_MENU);
    if (isRight(state.get())) return say("said.alreadyRight");
    change(state, { right: state.get().history.sketch });
    say("said.right");
    saver.changed();
    void saver.now();
  }

  const tapping = options.openTapping({ edit, say });
  const editor: Editor = {
    slug,
    account,
    material,
    state,
    transport,
    saver,
    tapping,
    desk,
    perform,
    edit,
    select,
    seek,
    travel,
    say,
    timeline: () => timeline,
    setTimeline: (next) => {
      timeline = next;
    },
    close: () => {
      tapping.end();
      tapping.close();
      void saver.now().finally(saver.close);
      options.close();
    },
  };
  const rooms: CommandRooms = { editor, language: options.language };
  return editor;
}

/** A selection without the marks that are no more. */
function kept(selection: Selection, sketch: Sketch): Selection {
  const there = new Set(sketch.marks.map((mark) => mark.id));
  const ids = selection.ids.filter((id) => there.has(id));
  const anchor =
    selection.anchor !== null && there.has(selection.anchor) ? selection.anchor : (ids[0] ?? null);
  return ids.length === selection.ids.length ? selection : { ids, anchor };
}
