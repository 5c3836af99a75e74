/** Listens to keys for as long as a page is shown. Fields, dialogs, menus and pressed buttons keep what is theirs. */
import { useEffect, useRef } from "react";
import { chordOf } from "./press";

const FIELDS = "input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select";
const OWN_KEYS = "[role=dialog], [role=menu], [role=alertdialog], [role=listbox]";
const ARROWS_OWNED = "[role=tab], [role=radio], input[type=radio], input[type=range], [role=slider]";
const PRESSED = "button, a[href], input[type=checkbox], input[type=radio], summary";

/** `perform` is given every chord and says whether it took it; held keys repeat where `repeats` says so. */
export function usePageKeys(
  perform: (chord: string) => boolean,
  repeats: (chord: string) => boolean = () => true,
): void {
  const now = useRef({ perform, repeats });
  now.current = { perform, repeats };
  useEffect(() => {
    function pressed(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing || ownsKey(event)) return;
      const chord = chordOf(event);
      if (chord === null || (event.repeat && !now.current.repeats(chord))) return;
      if (now.current.perform(chord)) event.preventDefault();
    }
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}

function ownsKey(event: KeyboardEvent): boolean {
  if (document.querySelector("[role=dialog], [role=menu]") !== null) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (target === null) return false;
  if (target.closest(FIELDS) || target.closest(OWN_KEYS)) return true;
  if (event.key.startsWith("Arrow") && target.closest(ARROWS_OWNED)) return true;
  return (event.key === " " || event.key === "Enter") && target.closest(PRESSED) !== null;
}
