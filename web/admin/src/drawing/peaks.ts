/** Peaks of a whole sound: read from the server's file, and folded into coarser levels for far views. */

import { PAIR_SAMPLES } from "./columns";
import type { PeakLevel, Peaks } from "./types";

/** Each level has a quarter of the pairs of the one before. */
const FOLD = 4;
const FEWEST_PAIRS = 512;

/** Fetches `song_peaks.bin` or `camera_peaks.bin`. Throws with a sentence when it is not there. */
export async function openPeaks(url: string, signal?: AbortSignal): Promise<Peaks> {
  const answer = await fetch(url, { credentials: "same-origin", ...(signal && { signal }) });
  if (!answer.ok)
    throw new Error(`The picture of the sound could not be read (the server answered ${answer.status}).`);
  return peaksOf(new Int8Array(await answer.arrayBuffer()));
}

/** Pairs of (min, max) of PAIR_SAMPLES each -> all levels. */
export function peaksOf(pairs: Int8Array): Peaks {
  const whole = pairs.subarray(0, pairs.length - (pairs.length % 2));
  const levels: PeakLevel[] = [{ samplesPerPair: PAIR_SAMPLES, pairs: whole }];
  for (
    let last = levels[0] as PeakLevel;
    last.pairs.length > 2 * FEWEST_PAIRS;
    last = levels.at(-1) as PeakLevel
  ) {
    levels.push({ samplesPerPair: last.samplesPerPair * FOLD, pairs: folded(last.pairs) });
  }
  return { levels };
}

function folded(pairs: Int8Array): Int8Array {
  const count = Math.ceil(pairs.length / 2 / FOLD);
  const into = new Int8Array(2 * count);
  for (let k = 0; k < count; k++) {
    let least = 127;
    let most = -128;
    for (let n = 2 * k * FOLD; n < Math.min(2 * (k + 1) * FOLD, pairs.length); n += 2) {
      least = Math.min(least, pairs[n] as number);
      most = Math.max(most, pairs[n + 1] as number);
    }
    into[2 * k] = least;
    into[2 * k + 1] = most;
  }
  return into;
}
