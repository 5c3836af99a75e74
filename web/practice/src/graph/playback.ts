/** Plays the stretches of a class one after the other. Must not know of cameras or scores. */

import type { Stretch } from "./plan";
import { soughtTo } from "./seeking";

/** How often it is looked whether a stretch is over. */
const LOOK_MS = 40;
/** After the video's own end the last pictures of the camera are still under way. */
const TAIL_MS = 700;

export interface Playback {
  readonly stretch: Stretch;
  /** Plays on, from a second of the present stretch where one is given. Throws where the browser will not. */
  play(fromS?: number): Promise<void>;
  pause(): void;
  readonly isPlaying: boolean;
  close(): void;
}

export function playbackOf(
  video: HTMLVideoElement,
  stretches: readonly Stretch[],
  speed: number,
  over: () => void,
): Playback {
  let at = 0;
  let isPlaying = false;
  let endedMs = 0;
  const stretch = () => stretches[at] as Stretch;

  const look = setInterval(() => {
    if (!isPlaying || video.seeking) return;
    if (video.ended) endedMs += LOOK_MS;
    if (video.ended ? endedMs < TAIL_MS : video.currentTime < stretch().toS) return;
    if (at + 1 < stretches.length) {
      at++;
      // Paused meanwhile, it was meant to stand; else it stands though it should play, which is noticed.
      seek(stretch().fromS).catch((error: unknown) => isPlaying && reportError(error));
      return;
    }
    isPlaying = false;
    video.pause();
    over();
  }, LOOK_MS);

  async function seek(secondS: number): Promise<void> {
    endedMs = 0;
    await soughtTo(video, secondS);
    video.playbackRate = speed;
    video.preservesPitch = true;
    if (isPlaying) await video.play();
  }

  return {
    get stretch() {
      return stretch();
    },
    get isPlaying() {
      return isPlaying;
    },
    async play(fromS = stretch().fromS) {
      isPlaying = true;
      try {
        await seek(fromS);
      } catch (error) {
        isPlaying = false;
        throw error;
      }
    },
    pause() {
      isPlaying = false;
      video.pause();
    },
    close() {
      clearInterval(look);
      isPlaying = false;
      video.pause();
    },
  };
}
