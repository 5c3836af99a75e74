/** Opens what the alignment check needs: the two sounds with their pictures, and how long the take is. */

import type { Files } from "../classes/useMaterial";
import { openPeaks } from "../drawing/peaks";
import type { Peaks } from "../drawing/types";
import { openPcm } from "../sound/pcm";
import { type PcmSource, RATE_HZ } from "../sound/types";
import { gainFor, louder, louderPeaks } from "./loudness";

export type Sound = Readonly<{ pcm: PcmSource; peaks: Peaks }>;

export type Sounds = Readonly<{
  song: Sound;
  songS: number;
  /** As loud as the song; null where the take has no sound. */
  camera: Sound | null;
  takeS: number;
  /** Length of a frame of the take, seconds. */
  frameS: number;
}>;

/**
 * `media.json`, as far as people's pages need it: `frames` and `frameS` are the class video's, `aspect` is the picture's
 * as it is shown, width over height.
 */
export type Media = Readonly<{ durationS: number; frames: number; frameS: number; aspect: number }>;

export function readMedia(document: unknown): Media {
  const { duration_s, class_frames, class_rate, video } = document as {
    duration_s: number;
    class_frames: number;
    class_rate: readonly [number, number];
    video: { width: number; height: number };
  };
  return {
    durationS: duration_s,
    frames: class_frames,
    frameS: class_rate[1] / class_rate[0],
    aspect: video.width / video.height,
  };
}

/** Null while song or take are not prepared. Throws with a sentence where a sound cannot be read. */
export async function openSounds(files: Files, media: Media): Promise<Sounds | null> {
  const song = await soundOf(files, "song");
  if (song === null) return null;
  const camera = await soundOf(files, "camera");
  const gain = camera === null ? 1 : gainFor(camera.peaks);
  return {
    song,
    songS: song.pcm.frames / RATE_HZ,
    camera: camera && { pcm: louder(camera.pcm, gain), peaks: louderPeaks(camera.peaks, gain) },
    takeS: media.durationS,
    frameS: media.frameS,
  };
}

export function closeSounds({ song, camera }: Sounds): void {
  song.pcm.close();
  camera?.pcm.close();
}

async function soundOf(files: Files, name: "song" | "camera"): Promise<Sound | null> {
  const wave = files[`${name}.wav`];
  const peaks = files[`${name}_peaks.bin`];
  if (wave === undefined || peaks === undefined) return null;
  const [pcm, read] = await Promise.all([openPcm(wave.url), openPeaks(peaks.url)]);
  return { pcm, peaks: read };
}
