/**
 * Keys of a page that has a table of commands: how a press is written, and who may take it. Letters are told by where
 * they are on the keyboard, so that they work while a Korean layout is on. The beat editor has its own, richer one.
 */

export type Press = Readonly<{
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}>;

/** `x`, `1`, `Space`, `ArrowLeft`, `Shift+ArrowLeft`, `?`; null with Ctrl, Alt or Command, which are the browser's. */
export function chordOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: Press): string | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === " ") return "Space";
  const letter = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
  if (letter !== undefined) return shiftKey ? `Shift+${letter}` : letter;
  // A sign says by itself whether Shift was needed for it.
  return key.length > 1 && shiftKey ? `Shift+${key}` : key;
}

const SHOWN: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Shift: "⇧",
};

/** The caps of a chord as they are printed. */
export function capsOf(chord: string): readonly string[] {
  return (chord === "+" ? [chord] : chord.split("+")).map((cap) =>
    cap.length === 1 ? cap.toUpperCase() : (SHOWN[cap] ?? cap),
  );
}
