/**
 * The class's clock: which second of the class video was heard at a moment of the page's clock. Made of what its player
 * says as it plays, the middle of many answers as single ones come late. Must not move the video.
 */

import { onPageClock, pageMs } from "./pageClock";
import { medianOf } from "./tally";
import type { ClassClock } from "./types";

/** Answers that a line is laid through. */
const SEEN_KEPT = 31;
/** An answer this far off the line is of another run: somebody sought. */
const LEAP_MS = 150;
/** So long after its last answer a video that should play stands. */
export const STALLED_MS = 700;
/** Runs that questions about the past may still be about. */
const RUNS_KEPT = 8;

/** The video ran without a break: at `m` it showed `(m - zeroMs) / 1000 * speed`. */
interface Run {
  readonly fromMs: number;
  toMs: number;
  readonly speed: number;
  zeroMs: number;
  lastMs: number;
}

export interface Playing extends ClassClock {
  /** The class video was at that second, at that moment. */
  shown(secondS: number, atMs: number, speed: number): void;
  /** It stands from then on. */
  stands(atMs: number): void;
}

export function playingClock(): Playing {
  const runs: Run[] = [];
  let zeros: number[] = [];
  const open = () => runs.at(-1);

  function stands(atMs: number): void {
    const run = open();
    if (run && run.toMs === Number.POSITIVE_INFINITY) run.toMs = Math.max(atMs, run.fromMs);
    zeros = [];
  }

  return {
    shown(secondS, atMs, speed) {
      const zeroMs = atMs - (secondS * 1000) / speed;
      const run = open();
      const goesOn = run && run.toMs === Number.POSITIVE_INFINITY && run.speed === speed;
      if (!goesOn || Math.abs(zeroMs - run.zeroMs) > LEAP_MS) {
        stands(Math.min(atMs, (run?.lastMs ?? atMs) + STALLED_MS));
        runs.push({ fromMs: atMs, toMs: Number.POSITIVE_INFINITY, speed, zeroMs, lastMs: atMs });
        if (runs.length > RUNS_KEPT) runs.shift();
        zeros = [zeroMs];
        return;
      }
      zeros.push(zeroMs);
      if (zeros.length > SEEN_KEPT) zeros.shift();
      run.zeroMs = medianOf(zeros) as number;
      run.lastMs = atMs;
    },
    stands,
    at(moment) {
      for (let at = runs.length - 1; at >= 0; at--) {
        const run = runs[at] as Run;
        if (moment < run.fromMs) continue;
        if (moment > run.toMs || moment > run.lastMs + STALLED_MS) return null;
        return ((moment - run.zeroMs) / 1000) * run.speed;
      }
      return null;
    },
  };
}

/** Follows a class video for as long as it is asked to. `picture` is told of every picture that was shown. */
export function follow(
  video: HTMLVideoElement,
  clock: Playing,
  picture: (dueMs: number, nowMs: number) => void,
): () => void {
  let isFollowed = true;
  const look = (now: number, { expectedDisplayTime }: VideoFrameCallbackMetadata) => {
    if (!isFollowed) return;
    // The sound's clock, which somebody dances to: a picture is shown up to two frames off, and stays so for long.
    if (!video.paused && !video.seeking) clock.shown(video.currentTime, pageMs(), video.playbackRate);
    picture(onPageClock(expectedDisplayTime), onPageClock(now));
    video.requestVideoFrameCallback(look);
  };
  // At its end it stands where it is, but its clock goes on for as long as after every picture: cameras come late.
  const stand = () => video.ended || clock.stands(pageMs());
  const events = ["pause", "seeking", "waiting", "emptied"] as const;
  for (const event of events) video.addEventListener(event, stand);
  video.requestVideoFrameCallback(look);
  return () => {
    isFollowed = false;
    for (const event of events) video.removeEventListener(event, stand);
  };
}
