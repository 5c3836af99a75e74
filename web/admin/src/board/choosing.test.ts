import { describe, expect, it } from "vitest";
import { aClass } from "./aClass";
import {
  activeS,
  counted,
  dancersOf,
  inStates,
  type Listed,
  matching,
  ordered,
  ownersOf,
  songsOf,
  titleOf,
} from "./choosing";
import { NOBODY, type View, WHOLE } from "./view";

const spring = aClass({ id: "1", titles: { en: "Spring combo 2", ko: "봄 콤보 2" }, state: "failed" });
const summer = aClass({
  id: "2",
  titles: { en: "Été 10" },
  owner: { id: "dana", name: "Kim Dana" },
  tags: ["house"],
  active_s: { beats: 90, align: 30 },
});
const autumn = aClass({ id: "3", titles: { en: "Autumn" }, song_id: "other", song_title: "소나기" });
const all = [spring, summer, autumn];

function found(view: Partial<View>): readonly string[] {
  return ids(matching(all, { ...WHOLE, ...view }));
}

function ids(classes: readonly Listed[]): readonly string[] {
  return classes.map(({ id }) => id);
}

describe("a search", () => {
  it.each([
    ["spring", ["1"]],
    ["SPRING  combo", ["1"]],
    ["combo spring", ["1"]],
    ["봄", ["1"]],
    ["봄".normalize("NFD"), ["1"]],
    ["ete", ["2"]],
    ["dana", ["2"]],
    ["house", ["2"]],
    ["소나기", ["3"]],
    ["mina", ["1", "2", "3"]],
    ["class-2", ["2"]],
    ["spring autumn", []],
    ["  ", ["1", "2", "3"]],
  ])("for %j finds %j", (words, expected) => {
    expect(found({ words })).toEqual(expected);
  });

  it("keeps to song, dancer and owner", () => {
    expect(found({ songId: "other" })).toEqual(["3"]);
    expect(found({ dancerId: "nobody-else" })).toEqual([]);
    expect(found({ ownerId: "dana" })).toEqual(["2"]);
    expect(found({ ownerId: NOBODY })).toEqual(["1", "3"]);
  });
});

it("counts every state, also those that no class is in", () => {
  expect(counted(all)).toEqual({
    failed: 1,
    needs_take: 0,
    needs_beats: 0,
    building: 0,
    ready: 2,
    published: 0,
  });
  expect(ids(inStates(all, ["failed"]))).toEqual(["1"]);
  expect(inStates(all, [])).toBe(all);
});

it("orders by title in the person's language, numbers by value", () => {
  const named = ["Combo 10", "combo 9", "Álbum"].map((en, index) =>
    aClass({ id: `${index}`, titles: { en } }),
  );
  const up = ordered(named, { ...WHOLE, sort: "title", descending: false }, "en");
  expect(up.map((one) => titleOf(one, "en"))).toEqual(["Álbum", "combo 9", "Combo 10"]);
});

it("orders by time and by minutes, and puts the newer first among equals", () => {
  const later = aClass({ id: "9", updated_at: "2026-11-23T00:00:00Z" });
  expect(ids(ordered([...all, later], WHOLE, "en"))).toEqual(["9", "3", "2", "1"]);
  expect(ids(ordered(all, { ...WHOLE, sort: "minutes" }, "en"))).toEqual(["2", "3", "1"]);
  expect(activeS(summer)).toBe(120);
});

it("offers each song, dancer and owner once, by name", () => {
  expect(songsOf(all, "en")).toEqual([
    { value: "song", label: "Blue Monday Steps · The Eights" },
    { value: "other", label: "소나기 · The Eights" },
  ]);
  expect(dancersOf(all, "en")).toEqual([{ value: "dancer", label: "Mina" }]);
  expect(ownersOf(all, "en")).toEqual([{ value: "dana", label: "Kim Dana" }]);
});

it("says the title in another language where it has none in that one", () => {
  expect(titleOf(spring, "ko")).toBe("봄 콤보 2");
  expect(titleOf(autumn, "ko")).toBe("Autumn");
  expect(titleOf({ slug: "bare", titles: {} }, "ko")).toBe("bare");
});
