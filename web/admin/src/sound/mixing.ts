/**
 * Lays the sounds of cues into the very frames in which the music is heard, as samples: a click cannot drift from
 * the music, as both are parts of one timeline. Pure.
 */

import { piecesOf, type Run, reelFrame } from "./laps";
import type { Cue, CueSound } from "./types";

/** The sounds of one bus on a reel: `frames[k]`, in order, is the mark that `sounds[k]` falls on. */
export interface CueTrack {
  readonly frames: Float64Array;
  readonly sounds: readonly CueSound[];
  /** Longest lead and longest tail after the mark, in frames. */
  readonly lead: number;
  readonly tail: number;
}

/** The track that `pick` makes of cues (null: silent on this bus). Throws where they are not in order of time. */
export function trackOf(
  cues: readonly Cue[],
  originS: number,
  rate: number,
  pick: (cue: Cue) => CueSound | null,
): CueTrack {
  const frames: number[] = [];
  const sounds: CueSound[] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const cue of cues) {
    if (!(cue.atS >= before)) throw new Error("Cues must be in order of time.");
    before = cue.atS;
    const sound = pick(cue);
    if (!sound) continue;
    frames.push(reelFrame(cue.atS, originS, rate));
    sounds.push(sound);
  }
  const lead = sounds.reduce((most, sound) => Math.max(most, sound.lead), 0);
  const tail = sounds.reduce((most, sound) => Math.max(most, sound.samples.length - sound.lead), 0);
  return { frames: Float64Array.from(frames), sounds, lead, tail };
}

/**
 * Adds what of the track is heard in output frames [from, from + into.length) of a run. A sound rings on over the
 * seam of a loop, and one with a lead begins before it. Returns whether there was anything.
 */
export function mixInto(into: Float32Array, from: number, run: Run, track: CueTrack): boolean {
  let any = false;
  for (const piece of piecesOf(run, from - track.tail, from + into.length + track.lead)) {
    for (let k = firstNotBefore(track.frames, piece.reel); k < track.frames.length; k++) {
      const frame = track.frames[k] as number;
      if (frame >= piece.reel + piece.length) break;
      const sound = track.sounds[k] as CueSound;
      const start = piece.out + (frame - piece.reel) - sound.lead - from;
      any = addInto(into, sound.samples, start, run.outStart - from) || any;
    }
  }
  return any;
}

/** Adds samples so that the first is at index `start`; none before index `floor`. */
function addInto(into: Float32Array, samples: Float32Array, start: number, floor: number): boolean {
  const low = Math.max(0, start, floor);
  const high = Math.min(into.length, start + samples.length);
  for (let n = low; n < high; n++) into[n] = (into[n] as number) + (samples[n - start] as number);
  return high > low;
}

/** Index of the first value that is not below `bound`, in sorted values. */
export function firstNotBefore(values: Float64Array, bound: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
