/**
 * The class video by its frames: which one is shown, and how to get to another. What is shown is what the browser says
 * that it has shown, not what was asked for.
 */
import { type Cell, cellOf, change } from "../editor/cell";
import { openScope } from "../sound/scope";
import { type Film, frameAt, frameOf, seekS } from "./frames";

export type Shown = Readonly<{
  /** The frame that is on the screen; null before the first. */
  frame: number | null;
  playing: boolean;
  /** The browser cannot show this video. */
  broken: boolean;
}>;

export type Player = Readonly<{
  film: Film;
  shown: Cell<Shown>;
  /** Seconds on the video clock where it stands: the beginning of the shown frame, or between as it plays. */
  positionS: () => number;
  showFrame: (frame: number) => void;
  showAt: (atS: number) => void;
  /** So many frames on; at once where a seek is still underway. */
  step: (frames: number) => void;
  toggle: () => void;
  close: () => void;
}>;

export function openPlayer(video: HTMLVideoElement, film: Film): Player {
  const scope = openScope();
  const shown = cellOf<Shown>({ frame: null, playing: false, broken: false });
  /** Asked for and not shown yet. */
  let wanted: number | null = null;
  let request = 0;

  function presented(_now: number, { mediaTime }: VideoFrameCallbackMetadata): void {
    request = video.requestVideoFrameCallback(presented);
    const frame = frameOf(mediaTime, film);
    if (frame === wanted) wanted = null;
    change(shown, { frame });
  }

  function showFrame(frame: number): void {
    video.pause();
    wanted = frameAt(seekS(frame, film), film);
    video.currentTime = seekS(wanted, film);
  }

  const look = () => change(shown, { playing: !video.paused && !video.ended });
  request = video.requestVideoFrameCallback(presented);
  scope.add(() => video.cancelVideoFrameCallback(request));
  scope.add(() => video.pause());
  for (const type of ["play", "playing", "pause", "ended"]) scope.listen(video, type, look);
  const loaded = () => {
    // The first picture may have been shown before anybody listened.
    if (shown.get().frame === null) change(shown, { frame: frameAt(video.currentTime, film) });
  };
  scope.listen(video, "loadeddata", loaded);
  if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) loaded();
  scope.listen(video, "error", () => change(shown, { broken: true }));

  return {
    film,
    shown,
    positionS: () => {
      const { playing, frame } = shown.get();
      return playing ? video.currentTime : (wanted ?? frame ?? 0) / film.rateHz;
    },
    showFrame,
    showAt: (atS) => showFrame(frameAt(atS, film)),
    step: (frames) => showFrame((wanted ?? shown.get().frame ?? 0) + frames),
    toggle: () => {
      wanted = null;
      if (video.paused) video.play().catch(refused);
      else video.pause();
    },
    close: scope.close,
  };
}

/** A play() that a pause overtook is no failure; a video that cannot be played tells `error` as well. */
function refused(problem: unknown): void {
  if (!(problem instanceof DOMException)) throw problem;
}
