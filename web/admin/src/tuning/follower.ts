/** The practice's video beside the class's: it has no clock of its own and goes where the class video stands. */

import type { Player } from "../poses/player";
import { openScope } from "../sound/scope";
import { practiceAt, type Tie } from "./clock";

/** While both play and are no further apart, it catches up by playing faster or slower; a seek would take longer. */
const CATCHES_UP_S = 0.5;
/** Of its speed, for each second apart, and at most. */
const HASTE = 2;
const MOST_HASTE = 0.25;
/** In the middle of a picture, away from its edges. */
const INTO_S = 0.004;

/** Follows until it is closed. `broken` is told once, where the browser cannot show the video. */
export function openFollower(
  video: HTMLVideoElement,
  player: Player,
  tie: Tie,
  broken: () => void,
): () => void {
  const scope = openScope();
  const wantedS = () => practiceAt(player.positionS(), tie);
  function seek(atS: number): void {
    video.currentTime = Math.max(0, atS) + INTO_S;
  }
  function follow(): void {
    const { playing } = player.shown.get();
    const atS = wantedS();
    const isWithin = atS >= 0 && !(atS > video.duration);
    if (playing && isWithin) {
      const behindS = atS - video.currentTime;
      if (Math.abs(behindS) > CATCHES_UP_S && !video.seeking) seek(atS);
      const haste = Math.min(Math.max(HASTE * behindS, -MOST_HASTE), MOST_HASTE);
      video.playbackRate = (1 + haste) / tie.rate;
      if (video.paused) video.play().catch(overtaken);
      return;
    }
    if (!video.paused) video.pause();
    if (Math.abs(video.currentTime - INTO_S - atS) > 1e-4) seek(atS);
  }
  scope.add(player.shown.subscribe(follow));
  scope.add(() => video.pause());
  scope.listen(video, "loadedmetadata", follow);
  scope.listen(video, "error", broken);
  follow();
  return scope.close;
}

/** A play() that a pause overtook is no failure; a video that cannot be played tells `error` as well. */
function overtaken(problem: unknown): void {
  if (!(problem instanceof DOMException)) throw problem;
}
