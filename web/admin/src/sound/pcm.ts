/**
 * Exact samples of a WAV on the server, fetched by Range in blocks and kept while they are in use. The browser's own
 * decoder is not asked: it resamples and may trim, and then the drawn sound is not the played one.
 */

import { openScope } from "./scope";
import { type PcmSource, RATE_HZ } from "./types";
import { decoded, HEADER_BYTES, shapeOf, type WavShape } from "./wav";

const BLOCK_FRAMES = 10 * RATE_HZ;

export interface PcmOptions {
  readonly blockFrames?: number;
  /** How many blocks stay in memory (10 s of stereo take 3.8 MB). Never fewer than one `load` asks for. */
  readonly keptBlocks?: number;
}

type Block = readonly Float32Array<ArrayBuffer>[];

/** Opens the file by its first block. Throws with a sentence when it is not there or of another kind. */
export async function openPcm(url: string, options: PcmOptions = {}): Promise<PcmSource> {
  const blockFrames = options.blockFrames ?? BLOCK_FRAMES;
  const keptBlocks = options.keptBlocks ?? 36;
  const scope = openScope();
  const blocks = new Map<number, Block>(); // in order of use, the longest unused first
  const coming = new Map<number, Promise<void>>();
  const first = await ranged(url, 0, HEADER_BYTES, scope.signal);
  const shape: WavShape = shapeOf(new DataView(first));
  const { channels, frames } = shape;
  scope.add(() => blocks.clear());

  async function fetchBlock(index: number): Promise<void> {
    const from = index * blockFrames;
    const until = Math.min(frames, from + blockFrames);
    const frameBytes = 2 * channels;
    const bytes = await ranged(
      url,
      HEADER_BYTES + from * frameBytes,
      HEADER_BYTES + until * frameBytes,
      scope.signal,
    );
    const block = decoded(bytes, channels);
    if (block[0]?.length !== until - from)
      throw new Error("The server sent less of the sound than it said: try again.");
    blocks.set(index, block);
  }

  function present(index: number): Promise<void> {
    const block = blocks.get(index);
    if (block) {
      touch(index, block);
      return Promise.resolve();
    }
    const underway = coming.get(index) ?? fetchBlock(index).finally(() => coming.delete(index));
    coming.set(index, underway);
    return underway;
  }

  function touch(index: number, block: Block): void {
    blocks.delete(index);
    blocks.set(index, block);
  }

  async function load(from: number, to: number): Promise<void> {
    const [low, high] = blocksOf(from, to, frames, blockFrames);
    if (high < low) return;
    await Promise.all(Array.from({ length: high - low + 1 }, (_, k) => present(low + k)));
    for (const index of blocks.keys()) {
      if (blocks.size <= Math.max(keptBlocks, high - low + 1)) break;
      if (index < low || index > high) blocks.delete(index);
    }
  }

  function read(channel: number, from: number, into: Float32Array): boolean {
    const to = from + into.length;
    const [low, high] = blocksOf(from, to, frames, blockFrames);
    for (let index = low; index <= high; index++) if (!blocks.has(index)) return false;
    into.fill(0);
    for (let index = low; index <= high; index++) {
      const block = blocks.get(index);
      const samples = block?.[Math.min(channel, channels - 1)];
      if (!block || !samples) return false;
      const origin = index * blockFrames;
      const a = Math.max(from, origin);
      const b = Math.min(to, origin + samples.length);
      into.set(samples.subarray(a - origin, b - origin), a - from);
      touch(index, block);
    }
    return true;
  }

  return { channels, frames, load, read, close: scope.close };
}

/** First and last block that [from, to) touches within the file; last < first where it touches none. */
export function blocksOf(
  from: number,
  to: number,
  frames: number,
  blockFrames: number,
): readonly [number, number] {
  const low = Math.max(from, 0);
  const high = Math.min(to, frames);
  return high <= low ? [0, -1] : [Math.floor(low / blockFrames), Math.floor((high - 1) / blockFrames)];
}

/** Bytes [from, to) of a file. */
async function ranged(url: string, from: number, to: number, signal: AbortSignal): Promise<ArrayBuffer> {
  const answer = await fetch(url, {
    headers: { Range: `bytes=${from}-${to - 1}` },
    signal,
    credentials: "same-origin",
  });
  if (answer.status !== 206) {
    await answer.body?.cancel();
    throw new Error(`The sound could not be read (the server answered ${answer.status}): reload the page.`);
  }
  return await answer.arrayBuffer();
}
