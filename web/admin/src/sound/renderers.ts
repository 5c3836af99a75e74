/**
 * What a layer of the tape sounds like: stretches of output frames, copied from files or mixed from cues.
 * A renderer answers at once: a stretch, nothing (silence), or what must be loaded before it can.
 */

import { piecesOf, type Run, songS } from "./laps";
import { type CueTrack, mixInto } from "./mixing";
import { type CameraReel, type PcmSource, RATE_HZ, type Reel } from "./types";

/** Samples [from, to) of a file that are not in memory. */
export interface Missing {
  readonly pcm: PcmSource;
  readonly from: number;
  readonly to: number;
}

export type Rendered =
  | { readonly kind: "sound"; readonly buffer: AudioBuffer }
  | { readonly kind: "silence" }
  | { readonly kind: "missing"; readonly missing: Missing };

export type Renderer = (run: Run, from: number, length: number) => Rendered;

const SILENCE: Rendered = { kind: "silence" };

export function musicRenderer(reel: Reel): Renderer {
  const { pcm } = reel;
  return (run, from, length) => {
    const buffer = bufferOf(pcm.channels, length);
    for (const piece of piecesOf(run, from, from + length)) {
      for (let channel = 0; channel < pcm.channels; channel++) {
        const into = buffer
          .getChannelData(channel)
          .subarray(piece.out - from, piece.out - from + piece.length);
        if (!pcm.read(channel, piece.reel, into)) return missing(pcm, piece.reel, piece.reel + piece.length);
      }
    }
    return { kind: "sound", buffer };
  };
}

export function cueRenderer(track: CueTrack): Renderer {
  return (run, from, length) => {
    const buffer = bufferOf(1, length);
    return mixInto(buffer.getChannelData(0), from, run, track) ? { kind: "sound", buffer } : SILENCE;
  };
}

/** The camera's sound under the song; silent at slow speeds, for which there is no file of it. */
export function cameraRenderer(camera: CameraReel, reel: Reel): Renderer {
  const { pcm, alignment } = camera;
  return (run, from, length) => {
    if (reel.rate !== 1) return SILENCE;
    const buffer = bufferOf(1, length);
    for (const piece of piecesOf(run, from, from + length)) {
      const into = buffer.getChannelData(0).subarray(piece.out - from, piece.out - from + piece.length);
      const start = ((songS(piece.reel, reel.originS, 1) - alignment.offsetS) * RATE_HZ) / alignment.rate;
      const lacking = stretched(pcm, start, 1 / alignment.rate, into);
      if (lacking) return { kind: "missing", missing: lacking };
    }
    return { kind: "sound", buffer };
  };
}

/**
 * Reads channel 0 at positions start, start + step ...: the nearest samples where step is 1 (half a sample is 10
 * microseconds), else between two. Returns what is not in memory.
 */
function stretched(pcm: PcmSource, start: number, step: number, into: Float32Array): Missing | null {
  if (step === 1) {
    const from = Math.round(start);
    return pcm.read(0, from, into) ? null : { pcm, from, to: from + into.length };
  }
  const from = Math.floor(start);
  const near = new Float32Array(Math.ceil((into.length - 1) * step + (start - from)) + 2);
  if (!pcm.read(0, from, near)) return { pcm, from, to: from + near.length };
  for (let n = 0; n < into.length; n++) {
    const at = start - from + n * step;
    const k = Math.floor(at);
    const low = near[k] as number;
    into[n] = low + (at - k) * ((near[k + 1] as number) - low);
  }
  return null;
}

function bufferOf(numberOfChannels: number, length: number): AudioBuffer {
  return new AudioBuffer({ numberOfChannels, length, sampleRate: RATE_HZ });
}

function missing(pcm: PcmSource, from: number, to: number): Rendered {
  return { kind: "missing", missing: { pcm, from, to } };
}
