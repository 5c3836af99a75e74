/** The class's own sound as a track of a finished film. Must not know where in the class a film is: `filmSound` does. */

import { AudioSample, AudioSampleSource, canEncodeAudio, type Input, type Output, Quality } from "mediabunny";
import type { Film } from "../graph/types";
import { soundOf } from "./classSound";
import { filmSound } from "./filmSound";
import type { Planes } from "./stretch";

const BITS_PER_S = 160_000;
/** More packets than this in a second no encoder makes. */
const MOST_PACKETS_HZ = 120;

/** Adds a track of the class's sound; the function it gives lays sound in up to a second of the film. */
export async function soundInto(
  output: Output,
  lesson: Input,
  film: Film,
  durationS: number,
  isMp4: boolean,
): Promise<(uptoS: number) => Promise<void>> {
  const track = await lesson.getPrimaryAudioTrack();
  if (!track) throw new Error("The class has no sound.");
  const rateHz = await track.getSampleRate();
  const quality = new Quality({ bitrate: BITS_PER_S });
  // AAC plays wherever films do; not every browser may encode it.
  const isAac = isMp4 && (await canEncodeAudio("aac", { numberOfChannels: 2, sampleRate: rateHz, quality }));
  const source = new AudioSampleSource({ codec: isAac ? "aac" : "opus", quality });
  output.addAudioTrack(source, { maximumPacketCount: Math.ceil((durationS + 2) * MOST_PACKETS_HZ) });
  const blocks = filmSound(film.pieces, durationS, rateHz, soundOf(track, rateHz));
  let frame = 0;
  return async (uptoS) => {
    while (frame / rateHz < uptoS) {
      const { value: block, done } = await blocks.next();
      if (done) return;
      await addBlock(source, block, frame, rateHz);
      frame += block[0]?.length ?? 0;
    }
  };
}

async function addBlock(
  source: AudioSampleSource,
  block: Planes,
  frame: number,
  rateHz: number,
): Promise<void> {
  const frames = block[0]?.length ?? 0;
  if (frames === 0) return;
  const data = new Float32Array(frames * block.length);
  for (const [channel, plane] of block.entries()) data.set(plane, channel * frames);
  const sample = new AudioSample({
    data,
    format: "f32-planar",
    numberOfChannels: block.length,
    sampleRate: rateHz,
    timestamp: frame / rateHz,
  });
  await source.add(sample);
  sample.close();
}
