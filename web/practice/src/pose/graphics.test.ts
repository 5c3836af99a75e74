import { expect, it } from "vitest";
import { canDraw } from "./graphics";

/** A canvas that gives these contexts; each lost one is told. */
function aCanvas(given: readonly string[], lost: string[] = []) {
  const context = (kind: string) => ({ getExtension: () => ({ loseContext: () => void lost.push(kind) }) });
  return { getContext: (kind: string): never => (given.includes(kind) ? context(kind) : null) as never };
}

it("is drawn by WebGL where a context is given, of whatever version, which is given back", () => {
  for (const kind of ["webgl2", "webgl"]) {
    const lost: string[] = [];
    expect(canDraw(aCanvas([kind], lost))).toBe(true);
    expect(lost).toEqual([kind]);
  }
});

it("is not where none is given, though a thread may not even have WebGL's names", () => {
  expect("WebGL2RenderingContext" in globalThis).toBe(false);
  expect(canDraw(aCanvas([]))).toBe(false);
});
