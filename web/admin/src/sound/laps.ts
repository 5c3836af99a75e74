/**
 * Where the sound of each output frame comes from: one pass from a starting point, or laps of a loop. Pure integer
 * arithmetic on frames, so that a loop is seamless to the sample and nothing drifts however long it runs.
 *
 * Output frames count on the audio context's clock; reel frames on the played file.
 */

import { RATE_HZ, type Span } from "./types";

/** A run of the tape: from output frame `outStart` on, reel frames from `reelStart` are heard. */
export interface Run {
  readonly outStart: number;
  readonly reelStart: number;
  /** Reel frames [start, end) that repeat; it applies where the run starts before `end`. */
  readonly loop: { readonly start: number; readonly end: number } | null;
  /** Reel frame at which a run without loop ends. */
  readonly reelEnd: number;
}

/** `length` frames of the reel from `reel` on, heard from output frame `out` on. */
export interface Piece {
  readonly out: number;
  readonly reel: number;
  readonly length: number;
}

/** Song seconds -> frame of a reel (nearest). */
export function reelFrame(atS: number, originS: number, rate: number): number {
  return Math.round(((atS - originS) * RATE_HZ) / rate);
}

/** Frame of a reel -> song seconds. */
export function songS(frame: number, originS: number, rate: number): number {
  return originS + (frame / RATE_HZ) * rate;
}

/** The run with its loop left out where it is empty, or ends before the run begins. */
export function settled(run: Run): Run {
  const { loop } = run;
  return loop && loop.end > loop.start && run.reelStart < loop.end ? run : { ...run, loop: null };
}

/** The output frame at which the run ends; Infinity in a loop. */
export function outEnd(run: Run): number {
  return run.loop ? Number.POSITIVE_INFINITY : run.outStart + Math.max(0, run.reelEnd - run.reelStart);
}

/** The reel frame heard at an output frame (which may lie between two) of the run; its end after the end. */
export function reelAt(run: Run, out: number): number {
  const played = run.reelStart + Math.max(0, out - run.outStart);
  if (!run.loop) return Math.min(played, Math.max(run.reelEnd, run.reelStart));
  if (played < run.loop.end) return played;
  return run.loop.start + ((played - run.loop.end) % (run.loop.end - run.loop.start));
}

/** The pieces that make up output frames [from, to) of the run, in order; none before its start or after its end. */
export function piecesOf(run: Run, from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  const last = Math.min(to, outEnd(run));
  let out = Math.max(from, run.outStart);
  while (out < last) {
    const reel = reelAt(run, out);
    const length = Math.min(last - out, (run.loop ? run.loop.end : run.reelEnd) - reel);
    pieces.push({ out, reel, length });
    out += length;
  }
  return pieces;
}

/** Seconds on the song clock as frames of a reel, for a loop. */
export function loopFrames(loop: Span | null, originS: number, rate: number): Run["loop"] {
  return loop && { start: reelFrame(loop.startS, originS, rate), end: reelFrame(loop.endS, originS, rate) };
}
