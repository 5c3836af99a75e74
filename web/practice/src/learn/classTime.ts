/** Where a lesson is in the class video, also before the video's first picture, where it waits in silence. */

import type { Speed } from "./speed";

export interface ClassTime {
  /** Seconds of the class video; negative before its first picture. */
  nowS(): number;
  /** Nothing plays: the first picture is waited for. */
  readonly isWaiting: boolean;
  /** From now on it waits, from a second before the first picture. */
  waitFrom(beforeS: number): void;
  /** From now on it is where the video is. */
  follow(): void;
}

/** In place of the page's time at which second 0 of the video falls: the video itself plays, or nothing does. */
const NOT_WAITING = Number.NaN;

/** @param nowMs the page's clock */
export function classTime(
  video: Pick<HTMLVideoElement, "currentTime">,
  speed: () => Speed,
  nowMs: () => number = () => performance.now(),
): ClassTime {
  let zeroAtMs = NOT_WAITING;
  return {
    nowS: () => (Number.isNaN(zeroAtMs) ? video.currentTime : ((nowMs() - zeroAtMs) / 1000) * speed()),
    get isWaiting() {
      return !Number.isNaN(zeroAtMs);
    },
    waitFrom(beforeS) {
      zeroAtMs = nowMs() - (beforeS / speed()) * 1000;
    },
    follow() {
      zeroAtMs = NOT_WAITING;
    },
  };
}
