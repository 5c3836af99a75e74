/** The clicks, as samples: a cosine that begins at its loudest and dies away, so that its first sample is the mark. */

import { type CueSound, RATE_HZ, type Tick } from "./types";

function burst(pitchHz: number, level: number): CueSound {
  const samples = new Float32Array(Math.round(0.045 * RATE_HZ));
  for (let n = 0; n < samples.length; n++) {
    const fade = 1 - n / samples.length;
    samples[n] =
      level * fade * Math.exp(-n / (0.008 * RATE_HZ)) * Math.cos((2 * Math.PI * pitchHz * n) / RATE_HZ);
  }
  return { samples, lead: 0 };
}

export const TICKS: Readonly<Record<Tick, CueSound>> = {
  one: burst(2400, 0.9),
  beat: burst(1600, 0.7),
  soft: burst(1100, 0.35),
};
