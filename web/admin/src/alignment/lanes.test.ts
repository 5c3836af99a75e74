import { expect, it } from "vitest";
import { readingMarks, songTicks } from "./lanes";

it("writes the song's clock where the song is", () => {
  const ticks = songTicks({ startS: 0, secondsPerPixel: 0.01, widthPx: 1000 }, { offsetS: 30.4, rate: 1 });
  const at31 = ticks.find(({ label }) => label === "0:31");
  expect(at31?.atS).toBeCloseTo(0.6, 9);
  const inView = ticks.filter(({ atS }) => atS >= 0 && atS <= 10);
  expect(inView.map(({ label }) => label)).toEqual(Array.from({ length: 10 }, (_, k) => `0:${31 + k}`));
});

it("says how far a stretch is off only where it is heard", () => {
  const reading = { videoS: 2, residualMs: 10.04, agreement: 0.9 };
  const [off, weak] = readingMarks([
    { ...reading, tone: "off" },
    { ...reading, agreement: 0.2, tone: "weak" },
  ]);
  expect([off?.label, off?.tone]).toEqual(["90 % +10.0 ms", "error"]);
  expect([weak?.label, weak?.tone]).toEqual(["20 %", "warning"]);
});
