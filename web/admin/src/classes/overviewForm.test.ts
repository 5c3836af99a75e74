import { describe, expect, it } from "vitest";
import { changesBetween } from "./changes";
import { changesOf, faultsOf, hasChanged, languagesLeft, tidyTags, valuesOf } from "./overviewForm";
import type { ClassRow } from "./useClass";

const ROW = {
  titles: { ko: "봄 콤보", en: "Spring combo" },
  song_id: "s1",
  song_title: "Escape",
  dancer_id: "d1",
  dancer_name: "Mina",
  owner: { id: "o1", name: "Dana" },
  difficulty: 3,
  tags: ["house"],
  section: { start_s: 10, end_s: 40 },
  take: null,
  cover: null,
} as unknown as ClassRow;

describe("overview form", () => {
  it("changes nothing when nothing was changed, whatever the order of titles", () => {
    const values = valuesOf(ROW);
    expect(hasChanged(ROW, { ...values, titles: [...values.titles].reverse() })).toBe(false);
  });

  it("tells the server only what was changed", () => {
    const values = { ...valuesOf(ROW), difficulty: 4, startS: null, endS: null, ownerId: null };
    expect(changesOf(ROW, values)).toEqual({ difficulty: 4, section: null, owner_id: null });
    const titles = [{ language: "en", title: " Summer " }];
    expect(changesOf(ROW, { ...valuesOf(ROW), titles })).toEqual({ titles: { en: "Summer" } });
  });

  it("finds what cannot be saved", () => {
    const values = valuesOf(ROW);
    expect(faultsOf(values)).toEqual([]);
    expect(faultsOf({ ...values, titles: [] })).toEqual(["titles"]);
    expect(faultsOf({ ...values, titles: [{ language: "en", title: "  " }] })).toEqual(["title"]);
    expect(faultsOf({ ...values, endS: null })).toEqual(["section"]);
    expect(faultsOf({ ...values, startS: 40, endS: 40 })).toEqual(["section"]);
  });

  it("keeps tags without spaces, commas and doubles", () => {
    expect(tidyTags(["house,", "hip hop", "house", " "])).toEqual(["house", "hip", "hop"]);
  });

  it("offers the languages that lack", () => {
    const left = languagesLeft(valuesOf(ROW).titles);
    expect(left).toContain("ja");
    expect(left).not.toContain("ko");
  });
});

describe("changes", () => {
  it("names what somebody else changed, in words", () => {
    const after = { ...ROW, difficulty: 5, song_id: "s2", song_title: "Other", take: "ab".repeat(32) };
    expect(changesBetween(ROW, after)).toEqual([
      { field: "song_id", from: "Escape", to: "Other" },
      { field: "difficulty", from: "3", to: "5" },
      { field: "take", from: "–", to: "abababab" },
    ]);
  });
});
