/**
 * Keys of the whole editor page, wherever focus is. Fields, menus and dialogs keep the keys that are theirs, and so do
 * buttons, links, tabs and the like that were reached by keys; one that was only clicked gives them up, so that Space
 * plays on after a click. The Tab key walks disagreements only on the timeline and only while there is a further one,
 * so that focus is never trapped.
 */

import { type ActionName, actionFor } from "./core/actions/table";
import type { KeyPress } from "./core/chords";
import { compared, inQuestion } from "./core/disagreements";
import type { Editor } from "./editor";

export const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

const FIELDS = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";
const OWN_KEYS = "[role=dialog], [role=menu], [role=alertdialog]";
const DRAGGED = "[role=slider], [role=combobox]";
const ALL_ARROWS = "[role=radio], input[type=radio]";
const TAB_KEYS = new Set(["ArrowLeft", "ArrowRight", "Home", "End"]);
const PRESSED = "button, summary, [role=tab]";
const FOLLOWED = "a[href]";
const TICKED = "input[type=checkbox], input[type=radio]";

export function listenToKeys(editor: Editor): () => void {
  /** After Escape the Tab key leaves the timeline. */
  let released = false;
  /** Focus came by keys to where it is. Asked as it comes: a later key makes a clicked button `:focus-visible` too. */
  let reached = document.activeElement?.matches(":focus-visible") ?? false;
  /** The key that is down and was taken: a button must not answer to its end. */
  let taken: string | null = null;

  function pressed(event: KeyboardEvent): void {
    taken = null;
    if (event.defaultPrevented || event.isComposing || ownsKey(event, reached)) return;
    const action = actionFor(pressOf(event), editor.state.get().mode, MAC);
    if (event.key === "Escape") released = true;
    if (action === null) return;
    if (event.key === "Tab" && (released || !walksOn(editor, event.shiftKey))) return;
    event.preventDefault();
    event.stopPropagation();
    taken = event.key;
    if (event.repeat && !action.repeats) return;
    editor.perform(action.name as ActionName, { held: event.repeat, atMs: event.timeStamp });
  }

  function ended(event: KeyboardEvent): void {
    if (event.key === taken) event.preventDefault();
    taken = null;
  }

  function focused({ target }: FocusEvent): void {
    released = false;
    reached = target instanceof Element && target.matches(":focus-visible");
  }

  function clicked(): void {
    reached = false;
  }

  window.addEventListener("keydown", pressed, { capture: true });
  window.addEventListener("keyup", ended, { capture: true });
  window.addEventListener("focusin", focused, { capture: true });
  window.addEventListener("pointerdown", clicked, { capture: true });
  return () => {
    window.removeEventListener("keydown", pressed, { capture: true });
    window.removeEventListener("keyup", ended, { capture: true });
    window.removeEventListener("focusin", focused, { capture: true });
    window.removeEventListener("pointerdown", clicked, { capture: true });
  };
}

function pressOf(event: KeyboardEvent): KeyPress {
  const { key, code, ctrlKey, metaKey, shiftKey, altKey } = event;
  return { key, code, ctrl: ctrlKey, meta: metaKey, shift: shiftKey, alt: altKey };
}

function ownsKey(event: KeyboardEvent, reached: boolean): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (target === null) return false;
  if (target.closest(FIELDS) || target.closest(OWN_KEYS)) return true;
  if (document.querySelector("[role=dialog], [role=menu]") !== null) return true;
  if (event.key.startsWith("Arrow") && target.closest(DRAGGED)) return true;
  if (reached && usesKey(event.key, target)) return true;
  return event.key === "Tab" && target.closest("[data-timeline]") === null;
}

/** Whether the focused control itself does something with the key. */
function usesKey(key: string, target: Element): boolean {
  if (key.startsWith("Arrow") && target.closest(ALL_ARROWS)) return true;
  if (TAB_KEYS.has(key) && target.closest("[role=tab]")) return true;
  if ((key === " " || key === "Enter") && target.closest(PRESSED)) return true;
  if (key === "Enter" && target.closest(FOLLOWED)) return true;
  return key === " " && target.closest(TICKED) !== null;
}

/** Whether there is a disagreement farther on in that direction; at the end of the queue Tab goes on in the page. */
function walksOn(editor: Editor, back: boolean): boolean {
  const { sketch, selection, view } = editor.desk();
  const { queue } = compared(sketch, view.grid, view.onsets);
  const now = inQuestion(queue, selection.ids, view.playheadS)?.s ?? view.playheadS;
  return queue.some(({ s }) => (back ? s < now - 1e-6 : s > now + 1e-6));
}
