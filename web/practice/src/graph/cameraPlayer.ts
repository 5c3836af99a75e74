/** A hidden player of a camera, for browsers that do not let a page read its track: it tells of each picture. */

import { onPageClock } from "./pageClock";

/** `capturedMs`: on the page's clock. The player shows the picture while it is told of. */
export type ToldPicture = (player: HTMLVideoElement, capturedMs: number) => void;

/** Tells of pictures until the function it gives is called. */
export function watchCamera(stream: MediaStream, tell: ToldPicture): () => void {
  const player = document.createElement("video");
  player.muted = true;
  player.playsInline = true;
  player.srcObject = stream;
  let isWatched = true;
  const look = (now: number, { captureTime }: VideoFrameCallbackMetadata) => {
    if (!isWatched) return;
    player.requestVideoFrameCallback(look); // first: whoever is told may throw
    tell(player, onPageClock(captureTime ?? now));
  };
  player.requestVideoFrameCallback(look);
  // A player of a stream that was closed meanwhile does not play, which is right.
  player.play().catch((error: unknown) => isWatched && reportError(error));
  return () => {
    isWatched = false;
    player.srcObject = null;
  };
}
