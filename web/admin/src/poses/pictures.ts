/**
 * Pictures of frames, taken one after the other from a video of its own, so that the one that is shown stays where it
 * is. Each is drawn small at once and let go; nothing is kept but what the receiver draws.
 */
import { openScope } from "../sound/scope";
import { type Film, seekS } from "./frames";

/** Seeks to each frame and hands the video over while it shows it. Returns its undo. */
export function takePictures(
  url: string,
  film: Film,
  frames: readonly number[],
  receive: (place: number, video: HTMLVideoElement) => void,
): () => void {
  const scope = openScope();
  const video = document.createElement("video");
  video.muted = true;
  video.preload = "auto";
  let place = 0;

  function seek(): void {
    const frame = frames[place];
    if (frame === undefined) scope.close();
    else video.currentTime = seekS(frame, film);
  }

  scope.listen(video, "loadeddata", seek, { once: true });
  scope.listen(video, "seeked", () => {
    receive(place, video);
    place++;
    seek();
  });
  scope.add(() => {
    video.removeAttribute("src");
    video.load(); // lets go of what was decoded
  });
  video.src = url;
  return scope.close;
}
