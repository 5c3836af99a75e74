/**
 * Key chords: "Mod+Shift+ArrowLeft" read, matched against a key press, and shown. Mod is Ctrl, or Command on a Mac.
 * Knows no actions and no events: a key press is a plain value.
 */

export type Chord = {
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  /** As `KeyboardEvent.key`, letters upper case, the space bar "Space". */
  readonly key: string;
};

/** The fields of a keyboard event that matter. */
export type KeyPress = {
  readonly key: string;
  /** The place on the keyboard: tells the letter while Hangul is typed, where `key` is another or none. */
  readonly code: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
};

/** What browsers call a key whose letter an input method keeps to itself. */
const UNTOLD = new Set(["Process", "Dead", "Unidentified"]);
const MODIFIERS = new Set(["Mod", "Shift", "Alt"]);

/**
 * Reads "Mod+Shift+Z".
 *
 * @throws Error on an unknown modifier or no key.
 */
export function parseChord(text: string): Chord {
  const words = text === "+" ? ["+"] : text.split("+");
  const key = words.at(-1) ?? "";
  const modifiers = words.slice(0, -1);
  if (key === "" || modifiers.some((word) => !MODIFIERS.has(word))) {
    throw new Error(`"${text}" is no chord: write it like "Mod+Shift+ArrowLeft".`);
  }
  const has = (modifier: string) => modifiers.includes(modifier);
  return {
    mod: has("Mod"),
    shift: has("Shift"),
    alt: has("Alt"),
    key: key.length === 1 ? key.toUpperCase() : key,
  };
}

/** Whether the press is the chord. A sign such as "?" is matched as typed, with or without Shift. */
export function matches(chord: Chord, press: KeyPress, mac: boolean): boolean {
  const mod = mac ? press.meta : press.ctrl;
  const otherMod = mac ? press.ctrl : press.meta;
  return (
    !otherMod &&
    chord.mod === mod &&
    chord.alt === press.alt &&
    (isSign(chord.key) || chord.shift === press.shift) &&
    chord.key === keyOf(press)
  );
}

/** The same text for the same chord, however it was written. */
export function chordText(chord: Chord): string {
  const shift = chord.shift && !isSign(chord.key);
  return [chord.mod && "Mod", chord.alt && "Alt", shift && "Shift", chord.key].filter(Boolean).join("+");
}

const SHOWN: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Delete: "Del",
};
const MAC_SHOWN: Readonly<Record<string, string>> = { Mod: "⌘", Alt: "⌥", Shift: "⇧", Backspace: "⌫" };

/** The keys to draw as caps, in the order in which they are pressed. */
export function keyCaps(chord: Chord, mac: boolean): readonly string[] {
  return [chord.mod && "Mod", chord.alt && "Alt", chord.shift && "Shift", chord.key]
    .filter((key) => key !== false)
    .map((key) => (mac ? MAC_SHOWN[key] : undefined) ?? SHOWN[key] ?? (key === "Mod" ? "Ctrl" : key));
}

/** Two owners of one chord. */
export type Clash = { readonly chord: string; readonly names: readonly string[] };

/** Chords that more than one name claims. */
export function clashes(claims: readonly (readonly [name: string, chord: string])[]): readonly Clash[] {
  const owners = new Map<string, string[]>();
  for (const [name, text] of claims) {
    const chord = chordText(parseChord(text));
    owners.set(chord, [...(owners.get(chord) ?? []), name]);
  }
  return [...owners].filter(([, names]) => names.length > 1).map(([chord, names]) => ({ chord, names }));
}

/** The key in a chord's terms: by the letter typed, or by its place where none of the Latin alphabet was. */
function keyOf({ key, code }: KeyPress): string {
  if (key === " ") return "Space";
  const named = key.length > 1;
  const latin = named ? !UNTOLD.has(key) : key <= "~";
  if (!latin) return /^(?:Key|Digit)(\w)$/.exec(code)?.[1] ?? key;
  return named ? key : key.toUpperCase();
}

/** A printed sign that is neither letter nor digit: which keys make it differs between keyboards. */
function isSign(key: string): boolean {
  return key.length === 1 && /[!-/:-@[-`{-~]/.test(key);
}
