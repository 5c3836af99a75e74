import { describe, expect, it } from "vitest";
import { aClass } from "./aClass";
import { commandOf, KEYS, moved } from "./keys";
import { rangeOf } from "./rowWindow";
import { allOrNone, toggled } from "./selecting";
import { ago, minutes, minutesAndSeconds } from "./spans";

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
