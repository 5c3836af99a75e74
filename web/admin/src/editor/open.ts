/** Opens the editor of a class: what the server prepared and has, what lies on this device, and what follows from both. */
import { ProblemError, UnreachableError } from "@eightcount/api";
import { openTransport } from "../sound/transport";
import { cellOf } from "./cell";
import { NOTHING_SELECTED } from "./core/desk";
import { begin } from "./core/history";
import { type Editor, openEditor } from "./editor";
import { type Kept, keeperOf } from "./keeping";
import { closeMaterial, loadMaterial, type Material } from "./material";
import { type Draft, readDraft } from "./revisions";
import { openSaver } from "./saving";
import type { EditorState } from "./state";
import { openTapping } from "./tapping";

type Options = Readonly<{
  slug: string;
  /** Whose edits and latency these are: `account:...`. */
  account: string;
  language: () => string;
  onSaved: () => void;
}>;

/** @throws NotPreparedError before there is a song to mark on; ProblemError, UnreachableError as the server answers. */
export async function openClass({ slug, account, language, onSaved }: Options): Promise<Editor> {
  const keeper = keeperOf(account, slug);
  const [material, kept, draft] = await Promise.all([loadMaterial(slug), keeper.read(), draftOrNone(slug)]);
  const state = cellOf(firstState(material, kept, draft));
  const transport = openTransport({
    reels: material.reels,
    camera: material.camera,
    spanS: { startS: Math.min(0, material.takeRange.startS), endS: material.songS },
  });
  transport.seek(startOf(state.get(), material));
  const saver = openSaver({ slug, state, keeper, onSaved });
  const editor = openEditor({
    slug,
    account,
    material,
    state,
    transport,
    saver,
    language,
    openTapping: ({ edit, say }) =>
      openTapping({
        slug,
        account,
        state,
        transport,
        keeper,
        edit,
        say,
        sketchNow: () => state.get().history.sketch,
      }),
    close: () => {
      void transport.close();
      closeMaterial(material);
    },
  });
  if (draft !== null) saver.meet(draft);
  void editor.tapping.exchange();
  return editor;
}

/** Null without network, when what lies here has to do. */
async function draftOrNone(slug: string): Promise<Draft | null> {
  try {
    return await readDraft(slug);
  } catch (error) {
    if (error instanceof UnreachableError || (error instanceof ProblemError && error.status >= 500))
      return null;
    throw error;
  }
}

function firstState({ proposal }: Material, kept: Kept | null, draft: Draft | null): EditorState {
  return {
    ...(kept === null ? fromServer(draft) : fromHere(kept)),
    selection: NOTHING_SELECTED,
    mode: "edit",
    grid: proposal.grids[0] ?? null,
    ripple: false,
    by: draft?.by ?? null,
    problems: draft?.problems ?? [],
    saving: { kind: "saved" },
    conflict: null,
    readOnly: false,
    passes: [],
    tapping: [],
    panel: "checks",
    dialog: null,
    naming: null,
    preview: null,
    chosen: new Set(),
    spectrogram: true,
    said: null,
  };
}

type Marks = Pick<EditorState, "history" | "base" | "baseRight" | "right">;

function fromServer(draft: Draft | null): Marks {
  if (draft === null) throw new UnreachableError("The server does not answer.");
  const { sketch, confirmed } = draft;
  return { history: begin(sketch), base: sketch, baseRight: confirmed, right: confirmed ? sketch : null };
}

function fromHere({ history, base, baseRight, right }: Kept): Marks {
  return { history, base: base.sketch, baseRight, right: right ? history.sketch : null };
}

/** Where the person will begin: at the first mark, else where the take begins. */
function startOf({ history }: EditorState, { takeRange }: Material): number {
  return history.sketch.marks[0]?.s ?? Math.max(0, takeRange.startS);
}
