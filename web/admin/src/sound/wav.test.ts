import { describe, expect, test } from "vitest";
import { blocksOf } from "./pcm";
import { decoded, shapeOf } from "./wav";

function header(given: {
  readonly format?: number;
  readonly rateHz?: number;
  readonly bytes?: number;
  readonly size?: number;
}): DataView {
  const view = new DataView(new ArrayBuffer(44));
  for (const [at, word] of [
    [0, "RIFF"],
    [8, "WAVE"],
    [12, "fmt "],
    [36, "data"],
  ] as const) {
    for (let k = 0; k < 4; k++) view.setUint8(at + k, word.charCodeAt(k));
  }
  view.setUint32(16, given.size ?? 16, true);
  view.setUint16(20, given.format ?? 1, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, given.rateHz ?? 48_000, true);
  view.setUint16(34, 16, true);
  view.setUint32(40, given.bytes ?? 400, true);
  return view;
}

describe("the header", () => {
  test("tells channels and frames", () => {
    expect(shapeOf(header({}))).toEqual({ channels: 2, frames: 100 });
  });

  test.each([{ format: 3 }, { size: 18 }])("of another kind is refused: %o", (given) => {
    expect(() => shapeOf(header(given))).toThrow("not a plain WAV");
  });

  test("of another rate is refused", () => {
    expect(() => shapeOf(header({ rateHz: 44_100 }))).toThrow("44100 Hz, not 1 or 2 of 16 at 48000");
  });
});

test("samples are exact", () => {
  const view = new DataView(new ArrayBuffer(9));
  for (const [n, value] of [-32_768, 32_767, 1, -1].entries()) view.setInt16(2 * n, value, true);
  expect(decoded(view.buffer, 2).map((channel) => [...channel])).toEqual([
    [-1, 1 / 32_768],
    [32_767 / 32_768, -1 / 32_768],
  ]);
});

test("blocks that a stretch touches", () => {
  expect(blocksOf(0, 10, 100, 10)).toEqual([0, 0]);
  expect(blocksOf(9, 11, 100, 10)).toEqual([0, 1]);
  expect(blocksOf(-50, 200, 95, 10)).toEqual([0, 9]);
  expect(blocksOf(-50, 0, 95, 10)).toEqual([0, -1]);
  expect(blocksOf(95, 200, 95, 10)).toEqual([0, -1]);
});
