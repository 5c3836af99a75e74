/** The snap preview: opened for the selected marks or all, looked through, taken whole or in part. */
import { change } from "./cell";
import { only } from "./core/selection";
import { type SnapLine, snapAccepted, snapPreview } from "./core/snap";
import type { Editor } from "./editor";

/** Of one mark alone there is nothing to compare: the preview is of all. */
export function openPreview({ state, desk, say, select }: Editor) {
  const { sketch, selection, view } = desk();
  if (view.onsets.length === 0) return say("said.noOnsets");
  if (sketch.marks.length === 0) return say("blocked.noMarks");
  const lines = snapPreview(sketch, view.onsets, selection.ids.length > 1 ? selection.ids : null);
  const moving = lines.filter((line) => line.moves);
  change(state, {
    mode: "preview",
    panel: "snap",
    preview: lines,
    chosen: new Set(moving.map((line) => line.markId)),
  });
  const first = moving[0];
  if (first !== undefined) select(only(first.markId), first.fromS);
  say("said.preview", { moving: moving.length, count: lines.length });
}

/** Whether a line is to be taken. */
export function choose({ state }: Editor, line: SnapLine, wanted: boolean) {
  const chosen = new Set(state.get().chosen);
  if (wanted) chosen.add(line.markId);
  else chosen.delete(line.markId);
  change(state, { chosen });
}

/** All that are ticked; the preview closes. */
export function acceptChosen(editor: Editor) {
  const { preview, chosen } = editor.state.get();
  if (preview === null) return;
  change(editor.state, { mode: "edit", preview: null, panel: "checks" });
  take(editor, preview, [...chosen]);
}

/** The selected line alone; the preview goes on with the next one that moves. */
export function acceptSelected(editor: Editor) {
  const { preview, selection } = editor.state.get();
  if (preview === null) return;
  const taken = preview.filter((line) => line.moves && selection.ids.includes(line.markId));
  if (taken.length === 0) return editor.say("said.staysHere");
  take(
    editor,
    preview,
    taken.map((line) => line.markId),
  );
  const rest = preview.filter((line) => !taken.includes(line));
  const next = rest.find((line) => line.moves && line.fromS > (taken[0]?.fromS ?? 0));
  change(editor.state, { preview: rest });
  if (next !== undefined) editor.select(only(next.markId), next.fromS);
}

function take({ desk, edit }: Editor, lines: readonly SnapLine[], ids: readonly number[]) {
  const count = lines.filter((line) => line.moves && ids.includes(line.markId)).length;
  edit(snapAccepted(desk().sketch, lines, ids), "snap", { count });
}
