/** A room's sound is often faint beside the song: here it is made as loud as that, to see and to hear. Pure. */
import type { Peaks } from "../drawing/types";
import type { PcmSource } from "../sound/types";

const WANTED = 0.8;
const MOST = 12;

/** What brings the loudest sample to four fifths of full scale; never quieter, and hiss is not made a sound. */
export function gainFor(peaks: Peaks): number {
  const coarsest = peaks.levels.at(-1);
  const loudest =
    (coarsest?.pairs ?? new Int8Array(0)).reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127;
  return loudest === 0 ? 1 : Math.min(Math.max(WANTED / loudest, 1), MOST);
}

export function louderPeaks(peaks: Peaks, gain: number): Peaks {
  const held = (value: number) => Math.min(Math.max(Math.round(value * gain), -127), 127);
  return { levels: peaks.levels.map((level) => ({ ...level, pairs: level.pairs.map(held) })) };
}

export function louder(pcm: PcmSource, gain: number): PcmSource {
  return {
    ...pcm,
    read: (channel, from, into) => {
      if (!pcm.read(channel, from, into)) return false;
      for (let n = 0; n < into.length; n++) into[n] = (into[n] as number) * gain;
      return true;
    },
  };
}
