/** The branch that shows the camera: drawn as each picture comes, by the browser itself where that costs nothing. */

import type { Camera } from "./camera";
import { drawnPreview } from "./drawnPreview";
import type { Stage } from "./graph";
import { onPageClock } from "./pageClock";
import { tallyOf } from "./tally";
import type { BranchStats } from "./types";

export interface PreviewBranch {
  stats(): BranchStats;
  recount(): void;
  close(): void;
}

export function previewBranch({ preview, picture }: Stage, camera: Camera): PreviewBranch {
  const drawn = drawnPreview(preview, picture);
  const tally = tallyOf();
  let isWatched = true;
  let shown: number | null = null;
  const look = (now: number, { captureTime, presentedFrames }: VideoFrameCallbackMetadata) => {
    if (!isWatched) return;
    // What was presented between two calls was shown as well, but not looked at here.
    tally.came(shown === null ? 1 : presentedFrames - shown);
    shown = presentedFrames;
    drawn?.draw();
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
      drawn?.close();
    },
  };
}
