/** The class's player on the dance screen, beside what the graph does with it. */

/** Some browsers let a video be heard later only if a tap has played it once: it is over before anything is heard. */
export function unlock(video: HTMLVideoElement | null): void {
  if (!video) return;
  const played = video.play();
  video.pause();
  played.catch(() => undefined); // it was stopped, as was meant
}

/** Tells when it stands and when it plays, until the function it gives is called. */
export function watchStanding(
  video: HTMLVideoElement,
  { stood, plays }: { readonly stood: () => void; readonly plays: () => void },
): () => void {
  video.addEventListener("pause", stood);
  video.addEventListener("playing", plays);
  return () => {
    video.removeEventListener("pause", stood);
    video.removeEventListener("playing", plays);
  };
}
