/** The mono mix of exact samples, as the server mixes it for its peaks: the mean of the channels. */

import type { PcmSource } from "../sound/types";

let other = new Float32Array(0);

/** Fills `into` from sample `from` on; false (and nothing said of `into`) while samples are not in memory. */
export function readMono(pcm: PcmSource, from: number, into: Float32Array): boolean {
  if (!pcm.read(0, from, into)) return false;
  if (pcm.channels === 1) return true;
  if (other.length < into.length) other = new Float32Array(into.length);
  const right = other.subarray(0, into.length);
  if (!pcm.read(1, from, right)) return false;
  for (let n = 0; n < into.length; n++) into[n] = 0.5 * ((into[n] as number) + (right[n] as number));
  return true;
}
