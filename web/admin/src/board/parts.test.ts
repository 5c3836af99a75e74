import { describe, expect, it } from "vitest";
import { aClass } from "./aClass";
import { commandOf, KEYS, moved } from "./keys";
import { nextThing } from "./nextThing";
import { rangeOf } from "./rowWindow";
import { allOrNone, toggled } from "./selecting";
import { ago, minutes, minutesAndSeconds } from "./spans";
import { reasonOf } from "./why";

describe("the next thing", () => {
  it.each([
    ["upload_take", "no_take", { kind: "go", to: "/classes/class-1#files" }],
    ["mark_beats", "no_beats", { kind: "go", to: "/classes/class-1/beats" }],
    ["check_alignment", "alignment_to_check", { kind: "go", to: "/classes/class-1/alignment" }],
    ["build", "unbuilt", { kind: "do", deed: "build" }],
    ["retry", "failed", { kind: "do", deed: "retry" }],
    ["publish", "built", { kind: "do", deed: "publish_staging" }],
    ["publish", "newer_pack", { kind: "do", deed: "publish_staging" }],
    ["publish", "live_on_staging", { kind: "go", to: "/classes/class-1/publish" }],
    ["publish", "release_failed", { kind: "go", to: "/classes/class-1/publish" }],
    ["wait", "building", { kind: "nothing" }],
    ["nothing", "live", { kind: "nothing" }],
  ] as const)("of %s because %s", (next, why, thing) => {
    expect(nextThing(aClass({ id: "1", next, why }))).toMatchObject(thing);
  });
});

it("says why in words of the board, and leaves the failure of a build to the server", () => {
  const fault = { severity: "error", code: "part_count", sentence: "Part 2 has 7 steps." } as const;
  const unfinished = aClass({ id: "1", why: "beats_unfinished", problems: [fault] });
  expect(reasonOf(unfinished)).toMatchObject({ key: "beats_unfinished", fault: "Part 2 has 7 steps." });
  expect(reasonOf(aClass({ id: "1", why: "failed", sentence: "Nobody is in view." }))).toBeNull();
});

describe("selecting", () => {
  const shown = ["1", "2", "3", "4"].map((id) => aClass({ id }));

  it("takes one and leaves it again", () => {
    const one = toggled(new Set(), shown, "2", null);
    expect([...one]).toEqual(["2"]);
    expect([...toggled(one, shown, "2", null)]).toEqual([]);
  });

  it("takes a range either way, and leaves a range", () => {
    expect([...toggled(new Set(["3"]), shown, "1", "3")].sort()).toEqual(["1", "2", "3"]);
    expect([...toggled(new Set(["1", "2", "3"]), shown, "3", "2")]).toEqual(["1"]);
  });

  it("starts anew where the first of the range is not shown any more", () => {
    expect([...toggled(new Set(), shown, "2", "gone")]).toEqual(["2"]);
  });

  it("takes all, or none", () => {
    const all = allOrNone(new Set(["1"]), shown);
    expect(all.size).toBe(4);
    expect(allOrNone(all, shown).size).toBe(0);
  });
});

describe("times", () => {
  it.each([
    [0, 0, "second"],
    [59, 0, "second"],
    [60, -1, "minute"],
    [3_599, -59, "minute"],
    [7_200, -2, "hour"],
    [86_400, -1, "day"],
    [-500, 0, "second"],
  ] as const)("%d s ago is told as %d %s", (passedS, value, unit) => {
    const words = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" }).format(value, unit);
    expect(ago(1_000_000_000, 1_000_000_000 + passedS * 1000, "en")).toBe(words);
  });

  it("tells minutes and seconds", () => {
    expect(minutes(144, "en")).toBe("2.4");
    expect(minutesAndSeconds(74.2)).toBe("1:14");
    expect(minutesAndSeconds(59.7)).toBe("1:00");
  });
});

describe("rows in the page", () => {
  it("are few however far the list is scrolled, and hold what is on the screen", () => {
    for (let scrolledPx = -200; scrolledPx < 60_000; scrolledPx += 37) {
      const { first, end } = rangeOf(scrolledPx, 58, 800);
      expect(first * 58).toBeLessThanOrEqual(Math.max(0, scrolledPx));
      expect(end * 58).toBeGreaterThanOrEqual(scrolledPx + 800);
      expect(end - first).toBeLessThan(60);
    }
  });
});

describe("keys", () => {
  it("each mean one thing", () => {
    const keys = KEYS.flatMap((one) => one.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([
    ["j", "down"],
    ["ㅓ", "down"],
    ["ArrowUp", "up"],
    ["?", "help"],
    ["q", null],
  ])("%s means %s", (key, command) => {
    expect(commandOf(key)).toBe(command);
  });

  it("move to the first class, then stop at the ends", () => {
    expect(moved(-1, 1, 5)).toBe(0);
    expect(moved(4, 1, 5)).toBe(4);
    expect(moved(0, -1, 5)).toBe(0);
    expect(moved(2, -1, 5)).toBe(1);
  });
});
