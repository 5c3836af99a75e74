/**
 * Keeps a muted video in step with the transport. The sound never waits for the picture: a picture that is a little
 * off is played a little faster or slower, one that is far off is sought, and at a standstill the very frame is shown.
 */

import { openScope } from "./scope";
import type { Alignment, Transport, VideoFollower } from "./types";

/** Off by more than this while it plays: seek. Less: within this many seconds at another speed. */
const SEEK_S = 0.15;
const CATCH_UP_S = 0.6;
const MOST_FASTER = 0.1;
/** Left alone when closer than this: nobody sees it, and every change of speed may stutter. */
const CALM_S = 0.006;
/** A frame lasts from its time on; aiming a little behind its beginning hits it whatever the rounding. */
const INTO_FRAME_S = 0.001;

/**
 * Follows from now on. `rateHz` is the video's frame rate, which is constant. The video's own sound is muted.
 */
export function followVideo(
  video: HTMLVideoElement,
  transport: Transport,
  alignment: Alignment,
  rateHz: number,
): VideoFollower {
  const scope = openScope();
  let aligned = alignment;
  let errorS: number | null = null;
  let shownS = 0;
  /** How late a seek while playing has shown its picture, learned from the last. */
  let seekTakesS = 0.08;
  let soughtAtMs = 0;
  let request = 0;
  video.muted = true;
  video.preservesPitch = false;

  const videoS = (songS: number) => (songS - aligned.offsetS) / aligned.rate;
  const sounding = () => transport.state().playing && !transport.state().waiting;
  const within = (atS: number) => atS >= 0 && (Number.isNaN(video.duration) || atS < video.duration);

  function shown(now: number, frame: VideoFrameCallbackMetadata): void {
    request = video.requestVideoFrameCallback(shown);
    shownS = frame.mediaTime;
    if (soughtAtMs && !video.seeking) {
      seekTakesS = Math.min(0.5, 0.5 * seekTakesS + 0.0005 * (now - soughtAtMs));
      soughtAtMs = 0;
    }
    const heardS = transport.heardAtS(frame.expectedDisplayTime);
    if (heardS !== null) chase(frame.mediaTime - videoS(heardS));
    else errorS = frame.mediaTime - stillFrameS();
  }

  /** While it plays: `offS` is how far the picture is ahead. */
  function chase(offS: number): void {
    // A frame stands for its whole time: between its beginning and the next the picture is neither late nor early.
    errorS = offS + 0.5 / rateHz;
    const speed = transport.state().rate / aligned.rate;
    if (video.seeking) return;
    if (Math.abs(errorS) > SEEK_S) {
      leap();
      return;
    }
    const wanted = Math.abs(errorS) < CALM_S ? 0 : errorS / CATCH_UP_S;
    setSpeed(speed * (1 - Math.min(Math.max(wanted, -MOST_FASTER), MOST_FASTER)));
  }

  function setSpeed(speed: number): void {
    if (Math.abs(video.playbackRate - speed) > 0.002) video.playbackRate = speed;
  }

  /** Seeks to where the sound will be when the picture is there. */
  function leap(): void {
    const speed = transport.state().rate / aligned.rate;
    soughtAtMs = performance.now();
    video.playbackRate = speed;
    video.currentTime = Math.max(0, videoS(transport.positionS()) + seekTakesS * speed);
  }

  /** Beginning of the frame that belongs to where the transport stands. */
  function stillFrameS(): number {
    const last = Number.isNaN(video.duration) ? Number.POSITIVE_INFINITY : video.duration - 0.5 / rateHz;
    const atS = Math.min(Math.max(0, videoS(transport.positionS())), last);
    return Math.floor(atS * rateHz + 0.001) / rateHz;
  }

  function rest(): void {
    if (!video.paused) video.pause();
    const wantedS = stillFrameS() + INTO_FRAME_S;
    if (!video.seeking && Math.abs(video.currentTime - wantedS) > 0.5 / rateHz) video.currentTime = wantedS;
  }

  /** Starts, stops and catches jumps that no frame tells of: a loop's seam, a seek, the video's end. */
  function look(): void {
    const atS = videoS(transport.positionS());
    if (!sounding() || !within(atS)) {
      rest();
      return;
    }
    if (video.paused) {
      leap();
      video.play().catch((problem: unknown) => refused(problem));
    } else if (!video.seeking && Math.abs(video.currentTime - atS) > 2 * SEEK_S) leap();
  }

  /** A play() that a pause or a close overtook is no failure; others leave the picture standing, and the next look tries. */
  function refused(problem: unknown): void {
    if (!(problem instanceof DOMException)) throw problem;
    errorS = null;
  }

  request = video.requestVideoFrameCallback(shown);
  scope.add(() => video.cancelVideoFrameCallback(request));
  scope.add(() => video.pause());
  scope.add(transport.subscribe(look));
  scope.every(40, look);
  scope.listen(video, "seeked", look);
  scope.listen(video, "loadedmetadata", look);
  look();

  return {
    errorS: () => (sounding() ? errorS : request && shownS - stillFrameS()),
    setAlignment: (next) => {
      aligned = next;
      look();
    },
    close: scope.close,
  };
}
