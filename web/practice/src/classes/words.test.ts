import type { Manifest } from "@eightcount/runtime";
import { describe, expect, test } from "vitest";
import { inMegabytes, inMinutes, isTakenBack, titleOf } from "./words";

describe("a size", () => {
  test.each([
    [0, "0.0 MB"],
    [3, "0.1 MB"],
    [1_240_000, "1.2 MB"],
    [9_949_999, "9.9 MB"],
    [9_960_000, "10 MB"],
    [999_400_000, "999 MB"],
    [999_600_000, "1.0 GB"],
    [10_737_000_000, "11 GB"],
  ])("of %i bytes is told as people know it", (bytes, words) => {
    expect(inMegabytes(bytes, "en").replace("\u00a0", " ")).toBe(words);
  });
});

test("a length is told in minutes and seconds", () => {
  expect([0, 9.4, 59.6, 61, 3600].map(inMinutes)).toEqual(["0:00", "0:09", "1:00", "1:01", "60:00"]);
});

test("a version that was taken back is told by the earlier one that is shown in its place", () => {
  const of = (revision: number) => ({ revision }) as Manifest;
  expect(isTakenBack({ inUse: of(3), shown: of(2) })).toBe(true);
  expect(isTakenBack({ inUse: of(2), shown: of(3) })).toBe(false);
  expect(isTakenBack({ inUse: of(2), shown: of(2) })).toBe(false);
  expect(isTakenBack({ inUse: null, shown: of(2) })).toBe(false);
  expect(isTakenBack({ inUse: of(2), shown: null })).toBe(false);
});

describe("a title", () => {
  const named = (titles: Record<string, string>) =>
    ({ classId: "a-class", metadata: { titles: new Map(Object.entries(titles)) } }) as unknown as Manifest;

  test("is in the language that is asked for, else in any", () => {
    expect(titleOf(named({ en: "Night", ko: "밤" }), "ko")).toBe("밤");
    expect(titleOf(named({ en: "Night", ja: "夜" }), "ko")).toBe("Night");
    expect(titleOf(named({ ja: "夜" }), "ko")).toBe("夜");
    expect(titleOf(named({}), "ko")).toBe("a-class");
  });
});
