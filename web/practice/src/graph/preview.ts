/** The branch that shows the camera. The browser draws it by itself, so it waits for nothing here; it is only counted. */

import type { Camera } from "./camera";
import { onPageClock } from "./pageClock";
import { tallyOf } from "./tally";
import type { BranchStats } from "./types";

export interface PreviewBranch {
  stats(): BranchStats;
  recount(): void;
  close(): void;
}

export function previewBranch(preview: HTMLVideoElement, camera: Camera): PreviewBranch {
  const tally = tallyOf();
  let isWatched = true;
  let shown: number | null = null;
  const look = (now: number, { captureTime, presentedFrames }: VideoFrameCallbackMetadata) => {
    if (!isWatched) return;
    // What was presented between two calls was shown as well, but not looked at here.
    tally.came(shown === null ? 1 : presentedFrames - shown);
    shown = presentedFrames;
    tally.done(Math.max(0, onPageClock(now) - onPageClock(captureTime ?? now)));
    preview.requestVideoFrameCallback(look);
  };
  preview.requestVideoFrameCallback(look);
  if (preview.srcObject !== camera.stream) preview.srcObject = camera.stream;
  preview.muted = true;
  preview.playsInline = true;
  // Refused where the page goes away at this moment: then there is nothing to show.
  preview.play().catch(() => undefined);
  return {
    stats() {
      const stats = tally.stats();
      return { ...stats, done: stats.came };
    },
    recount: tally.recount,
    close() {
      isWatched = false;
    },
  };
}
