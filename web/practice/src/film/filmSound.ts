/**
 * The sound of a film: the class's, laid where each piece of the film says. Pieces begin and end softly, so that nothing
 * clicks where two meet. Must know no file.
 */

import type { FilmPiece } from "../graph/types";
import { type Planes, type ReadSound, stretched } from "./stretch";

const FADE_S = 0.005;

/** The film's sound from its second 0 on, block after block without a gap, to its end. */
export async function* filmSound(
  pieces: readonly FilmPiece[],
  durationS: number,
  rateHz: number,
  read: ReadSound,
): AsyncGenerator<Planes> {
  const end = Math.round(durationS * rateHz);
  const begins = pieces.map(({ filmS }) => Math.min(Math.round(filmS * rateHz), end));
  yield silence(begins[0] ?? end);
  for (const [number, { classS, speed }] of pieces.entries()) {
    const frames = (begins[number + 1] ?? end) - (begins[number] ?? end);
    const piece = { from: Math.round(classS * rateHz), frames, speed, rateHz };
    yield* faded(speed === 1 ? plain(read, piece) : stretched(read, piece), frames, FADE_S * rateHz);
  }
}

function silence(frames: number): Planes {
  return [new Float32Array(frames), new Float32Array(frames)];
}

async function* plain(
  read: ReadSound,
  { from, frames, rateHz }: { from: number; frames: number; rateHz: number },
): AsyncGenerator<Planes> {
  for (let at = 0; at < frames; at += rateHz) yield read(from + at, Math.min(rateHz, frames - at));
}

async function* faded(blocks: AsyncGenerator<Planes>, frames: number, fade: number): AsyncGenerator<Planes> {
  let at = 0;
  for await (const block of blocks) {
    for (const plane of block) {
      for (let index = 0; index < plane.length; index++) {
        const nearest = Math.min(at + index, frames - 1 - at - index);
        if (nearest < fade) plane[index] = (plane[index] ?? 0) * (nearest / fade);
      }
    }
    yield block;
    at += block[0]?.length ?? 0;
  }
}
