import { describe, expect, it } from "vitest";
import { chordText, clashes, type KeyPress, keyCaps, matches, parseChord } from "./chords";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  ctrl: false,
  meta: false,
  shift: false,
  alt: false,
  ...more,
});
const is = (chord: string, pressed: KeyPress, mac = false) => matches(parseChord(chord), pressed, mac);

describe("a chord", () => {
  it("is read and written the same, in one order", () => {
    expect(parseChord("Mod+Shift+ArrowLeft")).toEqual({
      mod: true,
      shift: true,
      alt: false,
      key: "ArrowLeft",
    });
    expect(chordText(parseChord("Shift+Mod+z"))).toBe("Mod+Shift+Z");
    expect(parseChord("+").key).toBe("+");
  });

  it("is refused with the way to write it", () => {
    for (const text of ["", "Mod+", "Ctrl+Z", "Shift+Hyper+A"]) {
      expect(() => parseChord(text)).toThrow(/write it like/);
    }
  });

  it("matches with exactly its modifiers", () => {
    expect(is("Mod+Z", press("z", { ctrl: true }))).toBe(true);
    expect(is("Mod+Z", press("Z", { ctrl: true, shift: true }))).toBe(false);
    expect(is("Mod+Shift+Z", press("Z", { ctrl: true, shift: true }))).toBe(true);
    expect(is("Z", press("z", { ctrl: true }))).toBe(false);
    expect(is("Alt+ArrowLeft", press("ArrowLeft", { alt: true }))).toBe(true);
    expect(is("ArrowLeft", press("ArrowLeft", { alt: true }))).toBe(false);
    expect(is("Space", press(" "))).toBe(true);
  });

  it("means Command on a Mac, and only there", () => {
    expect(is("Mod+Z", press("z", { meta: true }), true)).toBe(true);
    expect(is("Mod+Z", press("z", { ctrl: true }), true)).toBe(false);
    expect(is("Mod+Z", press("z", { meta: true }))).toBe(false);
  });

  it("matches a sign however the keyboard makes it", () => {
    expect(is("?", press("?", { shift: true }))).toBe(true);
    expect(is("+", press("+", { shift: true }))).toBe(true);
    expect(is("[", press("["))).toBe(true);
  });

  it("is found while Hangul is typed, and behind Option on a Mac", () => {
    expect(is("T", press("ㅅ", { code: "KeyT" }))).toBe(true);
    expect(is("Shift+H", press("ㅗ", { code: "KeyH", shift: true }))).toBe(true);
    expect(is("T", press("Process", { code: "KeyT" }))).toBe(true);
    expect(is("Alt+T", press("†", { code: "KeyT", alt: true }), true)).toBe(true);
    expect(is("Alt+E", press("Dead", { code: "KeyE", alt: true }), true)).toBe(true);
  });

  it("follows the letter on a keyboard with another order", () => {
    expect(is("A", press("a", { code: "KeyQ" }))).toBe(true);
    expect(is("Q", press("a", { code: "KeyQ" }))).toBe(false);
  });

  it("is drawn as the machine's own caps", () => {
    expect(keyCaps(parseChord("Mod+Shift+ArrowLeft"), false)).toEqual(["Ctrl", "Shift", "←"]);
    expect(keyCaps(parseChord("Mod+Shift+ArrowLeft"), true)).toEqual(["⌘", "⇧", "←"]);
  });
});

it("tells chords that two claim, however they are written", () => {
  expect(
    clashes([
      ["one", "Shift+Mod+a"],
      ["two", "Mod+Shift+A"],
      ["three", "A"],
    ]),
  ).toEqual([{ chord: "Mod+Shift+A", names: ["one", "two"] }]);
});
