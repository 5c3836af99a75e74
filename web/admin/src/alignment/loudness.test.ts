import { expect, it } from "vitest";
import { peaksOf } from "../drawing/peaks";
import { gainFor, louder, louderPeaks } from "./loudness";

it.each([
  ["a faint room", [-10, 12], (0.8 * 127) / 12],
  ["a loud one", [-127, 120], 1],
  ["hiss", [-1, 1], 12],
  ["silence", [0, 0], 1],
])("makes %s louder", (_, pairs, gain) => {
  expect(gainFor(peaksOf(Int8Array.from(pairs)))).toBeCloseTo(gain, 6);
});

it("draws and plays it alike", () => {
  expect([...(louderPeaks(peaksOf(Int8Array.from([-10, 100])), 3).levels[0]?.pairs ?? [])]).toEqual([
    -30, 127,
  ]);
  const pcm = {
    channels: 1,
    frames: 2,
    load: async () => undefined,
    read: (_channel: number, _from: number, into: Float32Array) => into.fill(0.1).length > 0,
    close: () => undefined,
  };
  const into = new Float32Array(2);
  expect(louder(pcm, 3).read(0, 0, into)).toBe(true);
  expect(into[1]).toBeCloseTo(0.3, 6);
});
