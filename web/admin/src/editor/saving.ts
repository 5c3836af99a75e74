/**
 * Brings edits to the server by themselves, a moment after the last one, each save on the revision that it was made
 * from. What could not be sent yet lies on this device. When somebody else has saved in between it stops and asks.
 */
import { ProblemError, UnreachableError } from "@eightcount/api";
import { openScope } from "../sound/scope";
import { type Cell, change } from "./cell";
import { begin, edited, saved } from "./core/history";
import { merged } from "./core/merging/merge";
import { bodyOf } from "./core/saving";
import { type Sketch, sameContent, withRevision } from "./core/sketch";
import type { Keeper } from "./keeping";
import { type Draft, readDraft, saveDraft } from "./revisions";
import type { EditorState, Saving } from "./state";

const AFTER_MS = 700;
const AGAIN_MS = 3_000;
/** Refusals that pass: signed out for now, or asked too often. */
const PASSING = new Set([401, 429]);

export interface Saver {
  /** Something changed: keep it here now, send it soon. */
  readonly changed: () => void;
  /** Sends what is unsent now; resolves when it is known how that ended. */
  readonly now: () => Promise<void>;
  /** Looks whether the server has something newer, and meets it; true when it was taken over. */
  readonly look: () => Promise<boolean>;
  /** Takes what the server has where nothing is unsent here; else the conflict opens. */
  readonly meet: (draft: Draft) => void;
  /** The end of a conflict: `sketch` is what shall be, on top of theirs. */
  readonly settle: (sketch: Sketch, name: string) => void;
  readonly close: () => void;
}

type Options = Readonly<{
  slug: string;
  state: Cell<EditorState>;
  keeper: Keeper;
  /** After every save: whoever shows the class may look again. */
  onSaved: () => void;
}>;

export function openSaver({ slug, state, keeper, onSaved }: Options): Saver {
  const scope = openScope();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underway: Promise<void> | null = null;

  const told = (saving: Saving) => change(state, { saving });
  const soon = (ms: number) => {
    clearTimeout(timer);
    if (!scope.closed()) timer = setTimeout(() => void now(), ms);
  };

  function keep() {
    const now = state.get();
    const { history, baseRight } = now;
    const kept = { history, base: begin(now.base), baseRight, right: isRight(now), saved: isSaved(now) };
    keeper.write(kept).catch((cause: unknown) => {
      told({ kind: "refused", sentence: cause instanceof Error ? cause.message : String(cause) });
    });
  }

  function changed() {
    keep();
    if (state.get().conflict !== null) return;
    if (isSaved(state.get())) return told({ kind: "saved" });
    told({ kind: "waiting" });
    soon(AFTER_MS);
  }

  function now(): Promise<void> {
    clearTimeout(timer);
    underway ??= send().finally(() => {
      underway = null;
    });
    return underway;
  }

  async function send() {
    while (!isSaved(state.get()) && state.get().conflict === null && !scope.closed()) {
      const sent = state.get().history.sketch;
      told({ kind: "saving" });
      try {
        taken(sent, await savedOrMet(sent));
      } catch (error) {
        return failed(error);
      }
    }
    if (state.get().conflict === null) told({ kind: "saved" });
  }

  /** Null when somebody else has saved in between: then that is met. */
  async function savedOrMet(sent: Sketch): Promise<Draft | null> {
    try {
      return await saveDraft(slug, sent, isRight(state.get()));
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 412) throw error;
      met(await readDraft(slug));
      return null;
    }
  }

  /** The server has it: the same marks and the same undo log, on the new revision. */
  function taken(sent: Sketch, draft: Draft | null) {
    if (draft === null) return;
    const { history } = state.get();
    const { revision } = draft.sketch;
    change(state, {
      history: saved(history, revision),
      base: withRevision(sent, revision),
      baseRight: draft.confirmed,
      problems: draft.problems,
      by: draft.by,
    });
    keep();
    onSaved();
  }

  /** The server has another revision than the one that the edits here were made from. */
  function met(draft: Draft) {
    const { history, base } = state.get();
    const { revision } = draft.sketch;
    // Theirs may be a save of ours whose answer was lost.
    if (sameOnServer(history.sketch, draft.sketch) || sameOnServer(base, draft.sketch)) {
      change(state, {
        history: saved(history, revision),
        base: draft.sketch,
        baseRight: draft.confirmed,
      });
      return keep();
    }
    const merge = merged(base, history.sketch, draft.sketch);
    change(state, {
      conflict: { theirs: draft, merge, choices: new Map() },
      saving: { kind: "conflict" },
      mode: "conflict",
      preview: null,
      panel: "conflict",
    });
    keep();
  }

  function failed(error: unknown) {
    const away = error instanceof UnreachableError || (error instanceof ProblemError && error.status >= 500);
    if (away) told({ kind: "offline" });
    else told({ kind: "refused", sentence: error instanceof ProblemError ? error.sentence : String(error) });
    if (away || (error instanceof ProblemError && PASSING.has(error.status))) soon(AGAIN_MS);
  }

  async function look() {
    const { base, conflict } = state.get();
    if (underway !== null || conflict !== null) return false;
    try {
      const draft = await readDraft(slug);
      // A save of ours that was quicker than this answer has made it old.
      if (underway !== null || scope.closed() || state.get().base !== base) return false;
      meet(draft);
      return state.get().base !== base && state.get().conflict === null;
    } catch (error) {
      if (!(error instanceof UnreachableError)) failed(error);
      return false;
    }
  }

  function meet(draft: Draft) {
    const { history, base } = state.get();
    if (draft.sketch.revision === base.revision) return change(state, { problems: draft.problems });
    if (!isSaved(state.get())) return met(draft);
    change(state, adopted(state.get(), draft));
    keep();
    if (history.sketch !== state.get().history.sketch) onSaved();
  }

  function settle(sketch: Sketch, name: string) {
    const { conflict, history } = state.get();
    if (conflict === null) return;
    const { theirs } = conflict;
    const merged = saved(edited(history, sketch, { name, params: {} }), theirs.sketch.revision);
    change(state, {
      history: merged,
      base: theirs.sketch,
      baseRight: theirs.confirmed,
      right: theirs.confirmed && sameContent(sketch, theirs.sketch) ? merged.sketch : null,
      conflict: null,
      mode: "edit",
      panel: "checks",
    });
    changed();
    void now();
  }

  scope.listen(window, "online", () => void now());
  scope.add(() => clearTimeout(timer));
  if (!isSaved(state.get())) soon(0);
  return { changed, now, look, meet, settle, close: scope.close };
}

/** Whether a person has said of the marks as they are now: these are right. */
export function isRight({ history, right }: Pick<EditorState, "history" | "right">): boolean {
  return right !== null && sameContent(right, history.sketch);
}

/** Whether the server has all of it: the marks, the names, and the word that they are right. */
export function isSaved(state: EditorState): boolean {
  return sameContent(state.history.sketch, state.base) && isRight(state) === state.baseRight;
}

/** Whether the server would keep the same of both: of single marks it keeps no yes. */
export function sameOnServer(one: Sketch, other: Sketch): boolean {
  const kept = (sketch: Sketch) => JSON.stringify({ ...bodyOf(sketch), confirmed: null });
  return kept(one) === kept(other);
}

/** Their newer revision taken over, as one more step of the undo log. */
export function adopted(state: EditorState, draft: Draft): Partial<EditorState> {
  const { history } = state;
  const sketch = { ...draft.sketch, nextId: Math.max(draft.sketch.nextId, history.sketch.nextId) };
  const after = saved(
    edited(history, sketch, { name: "theirs", params: { by: draft.by ?? "" } }),
    sketch.revision,
  );
  return {
    history: after,
    base: draft.sketch,
    baseRight: draft.confirmed,
    right: draft.confirmed ? after.sketch : null,
    by: draft.by,
    problems: draft.problems,
    saving: { kind: "saved" },
  };
}
