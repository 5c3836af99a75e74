/** The one WAV that the server writes: s16le at RATE_HZ behind a header of 44 bytes. Pure; anything else is refused. */

import { RATE_HZ } from "./types";

export const HEADER_BYTES = 44;
const FULL_SCALE = 32_768;

export interface WavShape {
  readonly channels: number;
  readonly frames: number;
}

/** Reads the header. Throws with a sentence where it is not of that kind. */
export function shapeOf(header: DataView): WavShape {
  const plain =
    header.byteLength >= HEADER_BYTES &&
    word(header, 0) === "RIFF" &&
    word(header, 8) === "WAVE" &&
    word(header, 12) === "fmt " &&
    header.getUint32(16, true) === 16 &&
    header.getUint16(20, true) === 1 &&
    word(header, 36) === "data";
  if (!plain) throw new Error("The sound is not a plain WAV file: build the class's material again.");
  const channels = header.getUint16(22, true);
  const rateHz = header.getUint32(24, true);
  const bits = header.getUint16(34, true);
  if (channels < 1 || channels > 2 || rateHz !== RATE_HZ || bits !== 16) {
    throw new Error(
      `The sound has ${channels} channels of ${bits} bits at ${rateHz} Hz, not 1 or 2 of 16 at ${RATE_HZ}.`,
    );
  }
  return { channels, frames: Math.floor(header.getUint32(40, true) / (2 * channels)) };
}

/** Interleaved s16le -> one array per channel, -1 to 1. A sample cut in half at the end is left out. */
export function decoded(bytes: ArrayBuffer, channels: number): Float32Array<ArrayBuffer>[] {
  const frames = Math.floor(bytes.byteLength / (2 * channels));
  const view = new DataView(bytes);
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    for (let n = 0; n < frames; n++) {
      samples[n] = view.getInt16(2 * (n * channels + channel), true) / FULL_SCALE;
    }
    return samples;
  });
}

function word(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}
