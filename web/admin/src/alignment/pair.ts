/**
 * The take's sound and the song as one sound on the video clock, made of their samples as they are asked for. What is
 * heard of which, and where the song lies, may change at any time: the transport asks again, and nothing is rendered.
 */
import { readMono } from "../drawing/mono";
import { type PcmSource, RATE_HZ } from "../sound/types";
import { type Placing, songAt } from "./placing";

export const LISTENINGS = ["camera", "both", "mixed", "song"] as const;
/** `both`: camera left, song right; `mixed`: both in both ears, as the balance says. */
export type Listening = (typeof LISTENINGS)[number];

/** Gains of one ear. */
export type Ear = Readonly<{ camera: number; song: number }>;

export type Pairing = Readonly<{
  placing: Placing;
  listening: Listening;
  /** 0: the camera alone; 1: the song alone. For `mixed`. */
  balance: number;
}>;

export function ears(listening: Listening, balance: number): readonly [left: Ear, right: Ear] {
  const camera: Ear = { camera: 1, song: 0 };
  const song: Ear = { camera: 0, song: 1 };
  if (listening === "both") return [camera, song];
  if (listening === "camera") return [camera, camera];
  if (listening === "song") return [song, song];
  // Equal power: no dip in the middle.
  const turn = (Math.min(Math.max(balance, 0), 1) * Math.PI) / 2;
  const mixed: Ear = { camera: Math.cos(turn), song: Math.sin(turn) };
  return [mixed, mixed];
}

/** The next way to listen with one key: between the two sounds. */
export function switched(listening: Listening): Listening {
  return listening === "camera" ? "song" : "camera";
}

type Sources = Readonly<{ camera: PcmSource | null; song: PcmSource; takeS: number }>;

/** `now` is asked at every read. Closing it leaves the two sources open. */
export function openPair({ camera, song, takeS }: Sources, now: () => Pairing): PcmSource {
  const frames = Math.max(camera?.frames ?? 0, Math.round(takeS * RATE_HZ));

  async function load(from: number, to: number): Promise<void> {
    const [low, high] = songFrames(now().placing, from, to - from);
    await Promise.all([camera?.load(from, to), song.load(low, high)]);
  }

  function read(channel: number, from: number, into: Float32Array): boolean {
    const { placing, listening, balance } = now();
    const ear = ears(listening, balance)[Math.min(channel, 1)] as Ear;
    into.fill(0);
    const heard = new Float32Array(into.length);
    if (ear.camera > 0 && camera) {
      if (!readMono(camera, from, heard)) return false;
      add(into, heard, ear.camera);
    }
    if (ear.song > 0) {
      if (!readSong(song, placing, from, heard)) return false;
      add(into, heard, ear.song);
    }
    return true;
  }

  return { channels: 2, frames, load, read, close: () => undefined };
}

/** Song frames [low, high) that lie under `length` frames of the take from `from` on. */
export function songFrames(placing: Placing, from: number, length: number): readonly [number, number] {
  const start = songAt(placing, from / RATE_HZ) * RATE_HZ;
  return placing.rate === 1
    ? [Math.round(start), Math.round(start) + length]
    : [Math.floor(start), Math.floor(start + (length - 1) * placing.rate) + 2];
}

/** The song under frames of the take: the nearest samples at its own speed, else between two. */
function readSong(song: PcmSource, placing: Placing, from: number, into: Float32Array): boolean {
  const [low, high] = songFrames(placing, from, into.length);
  if (placing.rate === 1) return readMono(song, low, into);
  const near = new Float32Array(high - low);
  if (!readMono(song, low, near)) return false;
  const start = songAt(placing, from / RATE_HZ) * RATE_HZ - low;
  for (let n = 0; n < into.length; n++) {
    const at = start + n * placing.rate;
    const k = Math.floor(at);
    const before = near[k] ?? 0;
    into[n] = before + (at - k) * ((near[k + 1] ?? before) - before);
  }
  return true;
}

function add(into: Float32Array, heard: Float32Array, gain: number): void {
  for (let n = 0; n < into.length; n++) into[n] = (into[n] as number) + gain * (heard[n] as number);
}
