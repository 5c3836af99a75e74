import { expect, it } from "vitest";
import { valueInWords } from "./changes";

it.each([
  [null, null],
  [undefined, null],
  ["", null],
  [[], null],
  [{}, null],
  [0, "0"],
  [false, "false"],
  ["author", "author"],
  [["read", "build"], "read, build"],
  [{ en: "Spring", ko: "봄" }, "en: Spring, ko: 봄"],
  ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "9f86d081…"],
])("says %j as %j", (value, words) => {
  expect(valueInWords(value)).toBe(words);
});

it("shortens what is long", () => {
  expect(valueInWords("x".repeat(200))).toHaveLength(80);
});
