/** A call for every picture that a video shows, with the picture's own time; by the page's frames where a browser has none. */

/** @returns ends it */
export function onFrames(video: HTMLVideoElement, show: (atS: number) => void): () => void {
  let ended = false;
  let asked = 0;
  const byVideo = "requestVideoFrameCallback" in video;
  if (byVideo) {
    const next = (_: number, picture: VideoFrameCallbackMetadata) => {
      if (ended) return;
      show(picture.mediaTime);
      asked = video.requestVideoFrameCallback(next);
    };
    asked = video.requestVideoFrameCallback(next);
  } else {
    const next = () => {
      if (ended) return;
      show((video as HTMLVideoElement).currentTime);
      asked = requestAnimationFrame(next);
    };
    asked = requestAnimationFrame(next);
  }
  if (video.readyState >= 2) show(video.currentTime);
  return () => {
    ended = true;
    if (byVideo) video.cancelVideoFrameCallback(asked);
    else cancelAnimationFrame(asked);
  };
}
