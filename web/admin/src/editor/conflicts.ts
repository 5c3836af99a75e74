/** The end of a conflict: what only one side changed is taken, what both changed a person decides, one by one. */
import { change } from "./cell";
import type { Conflict, Side } from "./core/merging/merge";
import type { Editor } from "./editor";
import type { OpenConflict } from "./state";

/** Conflicts that nobody has decided yet, by song time. */
export function undecided({ merge, choices }: OpenConflict): readonly Conflict[] {
  return merge.conflicts.filter(({ key }) => !choices.has(key));
}

export function decide({ state, seek }: Editor, { key }: Conflict, side: Side): void {
  const { conflict } = state.get();
  if (conflict === null) return;
  const next = { ...conflict, choices: new Map(conflict.choices).set(key, side) };
  change(state, { conflict: next });
  const [open] = undecided(next);
  if (open !== undefined) seek(open.s);
}

/** The key's way: the first open one; with none open, nothing. */
export function decideNext(editor: Editor, side: Side): void {
  const { conflict } = editor.state.get();
  const open = conflict && undecided(conflict)[0];
  if (open) decide(editor, open, side);
}

/** Both edits together, as decided. */
export function settleMerged({ state, saver, say }: Editor): void {
  const { conflict } = state.get();
  if (conflict === null || undecided(conflict).length > 0) return;
  saver.settle(
    conflict.merge.resolved(({ key }) => conflict.choices.get(key) ?? "mine"),
    "merge",
  );
  say("said.merged");
}

/** One side's marks alone; the other's stay in the list of revisions and in the undo log. */
export function settleFor({ state, saver, say }: Editor, side: Side): void {
  const { conflict, history } = state.get();
  if (conflict === null) return;
  saver.settle(side === "mine" ? history.sketch : conflict.theirs.sketch, "merge");
  say(side === "mine" ? "said.keptMine" : "said.tookTheirs");
}
