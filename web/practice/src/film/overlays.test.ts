import { expect, test } from "vitest";
import { classAt } from "./overlays";

const PIECES = [
  { filmS: 0, classS: 4, speed: 0.5 },
  { filmS: 10, classS: 2, speed: 0.5 },
];

test("a second of the film is one of the class, by its piece", () => {
  expect(classAt(PIECES, 0)).toBe(4);
  expect(classAt(PIECES, 6)).toBe(7);
  expect(classAt(PIECES, 10)).toBe(2);
  expect(classAt(PIECES, 12)).toBe(3);
});

test("before the first piece there is none", () => {
  expect(classAt([{ filmS: 1, classS: 0, speed: 1 }], 0.5)).toBeNull();
  expect(classAt([], 0.5)).toBeNull();
});
