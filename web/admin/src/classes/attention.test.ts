import { describe, expect, it } from "vitest";
import { counted, focused, STILL_HERE_S, startAttention, taken, touched } from "./attention";

describe("attention", () => {
  it("counts while somebody keeps touching the page", () => {
    let seen = startAttention(100, true);
    for (let nowS = 101; nowS <= 160; nowS += 1) seen = touched(seen, nowS);
    expect(seen.activeS).toBe(60);
  });

  it("stops a while after the last input, however late it is looked at", () => {
    const seen = counted(startAttention(0, true), 3600);
    expect(seen.activeS).toBe(STILL_HERE_S);
    expect(counted(seen, 7200).activeS).toBe(STILL_HERE_S);
  });

  it("counts nothing in a tab without focus, and goes on when it comes back", () => {
    const away = focused(startAttention(0, true), 5, false);
    const back = focused(counted(away, 300), 400, true);
    expect(counted(back, 404).activeS).toBe(9);
  });

  it("hands out every second once", () => {
    const [first, rest] = taken(touched(startAttention(0, true), 8), 10);
    const [second] = taken(rest, 13);
    expect([first, second]).toEqual([10, 3]);
  });
});
