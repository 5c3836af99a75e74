/** Seeks that can be waited for. */

/** Resolves when the video shows that time; of one that is not loaded so far, as soon as it is; of a broken one, at once. */
export async function soughtTo(video: HTMLVideoElement, atS: number): Promise<void> {
  if (video.error) return;
  if (video.readyState === 0) await happened(video, "loadedmetadata");
  if (Math.abs(video.currentTime - atS) < 0.001 && !video.seeking) return;
  const sought = happened(video, "seeked");
  video.currentTime = atS;
  await sought;
}

function happened(video: HTMLVideoElement, name: "loadedmetadata" | "seeked"): Promise<void> {
  return new Promise((resolve) => {
    video.addEventListener(name, () => resolve(), { once: true });
    video.addEventListener("error", () => resolve(), { once: true });
  });
}
