/** The branch that plays the class: how many of its pictures were shown, and how late. Must not start or stop it. */

import { follow, type Playing } from "./clock";
import { tallyOf } from "./tally";
import type { BranchStats } from "./types";

export interface ClassBranch {
  stats(): BranchStats;
  recount(): void;
  close(): void;
}

export function classBranch(video: HTMLVideoElement, clock: Playing): ClassBranch {
  const tally = tallyOf();
  let before = video.getVideoPlaybackQuality();
  const stop = follow(video, clock, (dueMs, nowMs) => tally.done(Math.max(0, nowMs - dueMs)));
  return {
    stats() {
      const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
      const came = totalVideoFrames - before.totalVideoFrames;
      const dropped = droppedVideoFrames - before.droppedVideoFrames;
      return { ...tally.stats(), came, done: came - dropped, dropped };
    },
    recount() {
      tally.recount();
      before = video.getVideoPlaybackQuality();
    },
    close: stop,
  };
}
