/**
 * A camera's pictures one by one: from the track itself where the browser can, else from a hidden player. Whoever takes
 * them closes them. Must not wait for whoever takes them.
 */

import { arrivals } from "./arrival";
import { watchCamera } from "./cameraPlayer";
import { pageMs } from "./pageClock";

/** A picture and when it was taken, on the page's clock. */
export interface CameraFrame {
  readonly picture: VideoFrame | ImageBitmap;
  readonly capturedMs: number;
}

export type TakePicture = (frame: CameraFrame) => void;

/** Hands over pictures until the function it gives is called. */
export function framesOf(track: MediaStreamTrack, stream: MediaStream, take: TakePicture): () => void {
  return "MediaStreamTrackProcessor" in globalThis ? fromTrack(track, take) : fromPlayer(stream, take);
}

function fromTrack(track: MediaStreamTrack, take: TakePicture): () => void {
  const clock = arrivals();
  const processor = new MediaStreamTrackProcessor({
    track: track as MediaStreamVideoTrack,
    maxBufferSize: 1,
  });
  const reader = processor.readable.getReader();
  let isWanted = true;
  void (async () => {
    for (;;) {
      const { value: picture, done } = await reader.read();
      if (done) return;
      if (!isWanted) {
        picture.close();
        return reader.cancel();
      }
      take({ picture, capturedMs: clock.takenMs(picture.timestamp / 1000, pageMs()) });
    }
  })();
  // Not cancelled while a picture is asked for: it may be on its way, and nobody would close it.
  return () => {
    isWanted = false;
  };
}

function fromPlayer(stream: MediaStream, take: TakePicture): () => void {
  let isWanted = true;
  const stop = watchCamera(stream, async (player, capturedMs) => {
    // A player that shows nothing just then gives none: the next one is as good.
    const picture = await pictureOf(player, capturedMs).catch(() => null);
    if (picture && isWanted) take({ picture, capturedMs });
    else picture?.close();
  });
  return () => {
    isWanted = false;
    stop();
  };
}

async function pictureOf(player: HTMLVideoElement, capturedMs: number): Promise<VideoFrame | ImageBitmap> {
  if (!("VideoFrame" in globalThis)) return createImageBitmap(player);
  return new VideoFrame(player, { timestamp: Math.round(capturedMs * 1000) });
}
