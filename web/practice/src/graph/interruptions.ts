/** What comes between somebody and a practice: told as it happens, and nothing done about it here. */

import type { Camera } from "./camera";
import type { Interruption } from "./types";
import { shapeOf } from "./upright";

/** What is watched besides the camera. */
export interface Watched {
  readonly camera: Camera;
  readonly video: HTMLVideoElement;
  /** Is the class to be playing now? */
  readonly isPlaying: () => boolean;
  /** Where the class is, null while it stands. */
  readonly classS: () => number | null;
  /** How many the camera has sent. */
  readonly pictures: () => number;
}

/** How often it is looked whether class and camera go on, and how long either may stand while the class should play. */
const LOOK_MS = 250;
export const PATIENCE_MS = 3000;

/** Tells until the function it gives is called. `isFinal`: camera or class are gone; else it may go on after a while. */
export function watchFor(
  { camera, video, isPlaying, classS, pictures }: Watched,
  tell: (why: Interruption, isFinal: boolean) => void,
): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const portrait = matchMedia("(orientation: portrait)");
  let shape = shapeOf(camera.size());
  let sent = pictures();

  /** Told of each look whether something stands still. */
  function standing(why: Interruption): (isStill: boolean) => void {
    let stoodMs = 0;
    return (isStill) => {
      stoodMs = isStill ? stoodMs + LOOK_MS : 0;
      if (stoodMs < PATIENCE_MS) return;
      stoodMs = 0;
      tell(why, false);
    };
  }
  const [classStands, cameraStands] = [standing("class-stalled"), standing("camera-lost")];

  const look = setInterval(() => {
    const now = shapeOf(camera.size());
    if (now < 1 !== shape < 1) tell("rotated", false);
    shape = now;
    classStands(isPlaying() && classS() === null);
    cameraStands(isPlaying() && pictures() === sent);
    sent = pictures();
  }, LOOK_MS);

  document.addEventListener("visibilitychange", () => document.hidden && tell("hidden", false), { signal });
  portrait.addEventListener("change", () => tell("rotated", false), { signal });
  camera.track.addEventListener("ended", () => tell("camera-lost", true), { signal });
  camera.track.addEventListener("mute", () => !document.hidden && tell("camera-lost", false), { signal });
  video.addEventListener("error", () => tell("class-stalled", true), { signal });
  // Headphones that are pulled out, a call, another app: the system stops the class.
  video.addEventListener("pause", () => isPlaying() && !video.ended && tell("class-stalled", false), {
    signal,
  });
  if (camera.track.readyState === "ended") queueMicrotask(() => tell("camera-lost", true));
  return () => {
    clearInterval(look);
    listening.abort();
  };
}
