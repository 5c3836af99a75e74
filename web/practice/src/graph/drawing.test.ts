import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { drawing } from "./drawing";

describe("what draws with the page's pictures", () => {
  const asked = new Map<number, FrameRequestCallback>();
  let last = 0;

  /** The page shows its next picture. */
  function show(): void {
    const [[number, next] = [0, undefined]] = asked;
    asked.delete(number);
    next?.(16);
  }

  beforeEach(() => {
    asked.clear();
    vi.stubGlobal("requestAnimationFrame", (next: FrameRequestCallback) => {
      asked.set(++last, next);
      return last;
    });
    vi.stubGlobal("cancelAnimationFrame", (number: number) => asked.delete(number));
  });
  afterEach(() => void vi.unstubAllGlobals());

  it("asks for pictures only while something moves", () => {
    const moves = [true, true, false];
    const draw = vi.fn(() => moves.shift() ?? false);
    const { wake } = drawing(draw);
    wake();
    for (let count = 0; count < 5; count++) show();
    expect(draw).toHaveBeenCalledTimes(3);
    wake();
    wake();
    expect(asked.size).toBe(1);
    show();
    expect(draw).toHaveBeenCalledTimes(4);
    expect(asked.size).toBe(0);
  });

  it("asks for nothing once it is closed", () => {
    const draw = vi.fn(() => true);
    const { wake, close } = drawing(draw);
    wake();
    close();
    wake();
    expect(asked.size).toBe(0);
  });
});
