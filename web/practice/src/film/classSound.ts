/** The class's own sound, read out of its video as it is needed: a few seconds of it are in memory. */

import { type AudioSample, AudioSampleSink, type InputAudioTrack } from "mediabunny";
import type { Planes, ReadSound } from "./stretch";

/** Kept of what was read, for who looks back. */
const KEPT_S = 1;
/** Farther ahead than that is sought, not read through. */
const AHEAD_S = 2;

interface Block {
  readonly from: number;
  readonly to: number;
  readonly planes: Planes;
}

/** Reads frames counted from the class video's second 0, at the track's rate. Two channels, alike where it has but one. */
export function soundOf(track: InputAudioTrack, rateHz: number): ReadSound {
  const sink = new AudioSampleSink(track);
  const [kept, ahead] = [KEPT_S * rateHz, AHEAD_S * rateHz];
  let samples: AsyncGenerator<AudioSample, void> | null = null;
  let blocks: Block[] = [];
  // All from the one to the other has been read and is kept.
  let [from, to] = [0, 0];

  async function seek(frame: number): Promise<void> {
    await samples?.return();
    samples = sink.samples(Math.max(frame / rateHz, 0));
    [blocks, from, to] = [[], frame, frame];
  }

  async function readTo(frame: number): Promise<void> {
    while (to < frame) {
      const next = await samples?.next();
      if (!next || next.done) {
        to = Number.POSITIVE_INFINITY;
        return;
      }
      const block = blockOf(next.value, rateHz);
      next.value.close();
      blocks.push(block);
      to = Math.max(to, block.to);
    }
  }

  return async (first, count) => {
    if (!samples || first < from || first > to + ahead) await seek(first);
    await readTo(first + count);
    const out = [new Float32Array(count), new Float32Array(count)];
    for (const block of blocks) lay(block, first, out);
    from = Math.max(from, first - kept);
    blocks = blocks.filter((block) => block.to > from);
    return out;
  };
}

function blockOf(sample: AudioSample, rateHz: number): Block {
  const from = Math.round(sample.timestamp * rateHz);
  const planes = [0, 1].map((channel) => {
    const plane = new Float32Array(sample.numberOfFrames);
    const planeIndex = Math.min(channel, sample.numberOfChannels - 1);
    sample.copyTo(plane, { planeIndex, format: "f32-planar" });
    return plane;
  });
  return { from, to: from + sample.numberOfFrames, planes };
}

/** What of the block lies behind `first`. */
function lay({ from, to, planes }: Block, first: number, out: readonly Float32Array[]): void {
  for (const [channel, plane] of out.entries()) {
    const [begin, end] = [Math.max(from, first), Math.min(to, first + plane.length)];
    if (begin < end) plane.set(planes[channel]?.subarray(begin - from, end - from) ?? [], begin - first);
  }
}
