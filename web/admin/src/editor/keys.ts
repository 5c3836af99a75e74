/**
 * Keys of the whole editor page. Fields, menus, dialogs and focused buttons keep the keys that are theirs; the Tab key
 * walks disagreements only on the timeline and only while there is a further one, so that focus is never trapped.
 */

import { type ActionName, actionFor } from "./core/actions/table";
import type { KeyPress } from "./core/chords";
import { compared, inQuestion } from "./core/disagreements";
import type { Editor } from "./editor";

export const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

const FIELDS = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";
const OWN_KEYS = "[role=dialog], [role=menu], [role=alertdialog]";
const ALL_ARROWS = "[role=radio], input[type=radio], [role=slider], [role=combobox]";
const TAB_KEYS = new Set(["ArrowLeft", "ArrowRight", "Home", "End"]);
const PRESSED = "button, a[href], summary";
const TICKED = "input[type=checkbox]";

export function listenToKeys(editor: Editor): () => void {
  /** After Escape the Tab key leaves the timeline. */
  let released = false;

  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || ownsKey(event)) return;
    const action = actionFor(pressOf(event), editor.state.get().mode, MAC);
    if (event.key === "Escape") released = true;
    if (action === null) return;
    if (event.key === "Tab" && (released || !walksOn(editor, event.shiftKey))) return;
    event.preventDefault();
    if (event.repeat && !action.repeats) return;
    editor.perform(action.name as ActionName, { held: event.repeat, atMs: event.timeStamp });
  }

  function focused(): void {
    released = false;
  }

  window.addEventListener("keydown", pressed, { capture: true });
  window.addEventListener("focusin", focused);
  return () => {
    window.removeEventListener("keydown", pressed, { capture: true });
    window.removeEventListener("focusin", focused);
  };
}

function pressOf(event: KeyboardEvent): KeyPress {
  const { key, code, ctrlKey, metaKey, shiftKey, altKey } = event;
  return { key, code, ctrl: ctrlKey, meta: metaKey, shift: shiftKey, alt: altKey };
}

function ownsKey(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (target === null) return false;
  if (target.closest(FIELDS) || target.closest(OWN_KEYS)) return true;
  if (document.querySelector("[role=dialog], [role=menu]") !== null) return true;
  if (event.key.startsWith("Arrow") && target.closest(ALL_ARROWS)) return true;
  if (TAB_KEYS.has(event.key) && target.closest("[role=tab]")) return true;
  if ((event.key === " " || event.key === "Enter") && target.closest(PRESSED)) return true;
  if (event.key === " " && target.closest(TICKED)) return true;
  return event.key === "Tab" && target.closest("[data-timeline]") === null;
}

/** Whether there is a disagreement farther on in that direction; at the end of the queue Tab goes on in the page. */
function walksOn(editor: Editor, back: boolean): boolean {
  const { sketch, selection, view } = editor.desk();
  const { queue } = compared(sketch, view.grid, view.onsets);
  const now = inQuestion(queue, selection.ids, view.playheadS)?.s ?? view.playheadS;
  return queue.some(({ s }) => (back ? s < now - 1e-6 : s > now + 1e-6));
}
