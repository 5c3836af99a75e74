import { expect, it } from "vitest";
import { capsOf, chordOf, type Press } from "./press";

const press = (key: string, given: Partial<Press> = {}): Press => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...given,
});

it.each([
  [press(" ", { code: "Space" }), "Space"],
  [press("x", { code: "KeyX" }), "x"],
  [press("ㅌ", { code: "KeyX" }), "x"],
  [press("X", { code: "KeyX", shiftKey: true }), "Shift+x"],
  [press("ArrowLeft", { shiftKey: true }), "Shift+ArrowLeft"],
  [press("?", { code: "Slash", shiftKey: true }), "?"],
  [press(",", { code: "Comma" }), ","],
  [press("x", { code: "KeyX", ctrlKey: true }), null],
  [press("ArrowLeft", { altKey: true }), null],
])("writes %o as %s", (given, chord) => {
  expect(chordOf(given)).toBe(chord);
});

it.each([
  ["Shift+ArrowLeft", ["⇧", "←"]],
  ["x", ["X"]],
  ["+", ["+"]],
  ["Space", ["Space"]],
])("prints %s", (chord, caps) => {
  expect(capsOf(chord)).toEqual(caps);
});
