/**
 * The browser's own recorder, for devices that do not give single pictures to an encoder. Its file's clock is its own: it
 * begins with the first picture after its start and stands while it pauses; which picture lies where is seen from a
 * player of the same camera. Must not write files.
 */

import { onPageClock } from "../graph/pageClock";
import type { Taken } from "./asked";
import type { RecorderWay } from "./ways";

/** As long as a crash may cost. */
const SLICE_MS = 1000;

export interface Recorder {
  moving(isMoving: boolean): void;
  readonly durationS: () => number;
  /** Resolves when its last bytes were handed over. */
  stop(): Promise<void>;
}

export interface RecorderRules {
  readonly bytes: (bytes: ArrayBuffer) => void;
  readonly taken: (picture: Taken) => void;
  readonly failed: (sentence: string) => void;
}

export function recorderOf(stream: MediaStream, way: RecorderWay, rules: RecorderRules): Recorder {
  const recorder = new MediaRecorder(stream, { mimeType: way.mime, videoBitsPerSecond: way.bitsPerSecond });
  let tail: Promise<void> = Promise.resolve();
  recorder.ondataavailable = ({ data }) => {
    tail = tail.then(async () => rules.bytes(await data.arrayBuffer()));
  };
  recorder.onerror = () => rules.failed("The browser's recorder stopped.");
  const film = filmClock();
  recorder.onstart = () => film.run(true);
  recorder.onresume = () => film.run(true);
  recorder.onpause = () => film.run(false);
  const unwatch = watch(stream, (capturedMs) => {
    const picture = film.put(capturedMs);
    if (picture) rules.taken(picture);
  });
  return {
    durationS: film.durationS,
    moving(isMoving) {
      if (isMoving && recorder.state === "inactive") recorder.start(SLICE_MS);
      else if (isMoving && recorder.state === "paused") recorder.resume();
      else if (!isMoving && recorder.state === "recording") recorder.pause();
    },
    async stop() {
      unwatch();
      if (recorder.state === "inactive") return;
      const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
      recorder.stop();
      await stopped;
      await tail;
    },
  };
}

function filmClock() {
  let [isRunning, begins, pieceS, pieceMs, lastS] = [false, true, 0, 0, 0];
  return {
    durationS: () => lastS,
    run(runs: boolean) {
      if (runs && !isRunning) begins = true;
      isRunning = runs;
    },
    put(capturedMs: number): Taken | null {
      if (!isRunning) return null;
      const isFirst = begins;
      if (isFirst) [pieceS, pieceMs, begins] = [lastS, capturedMs, false];
      lastS = pieceS + (capturedMs - pieceMs) / 1000;
      return { filmS: lastS, capturedMs, begins: isFirst };
    },
  };
}

/** Tells when each picture of the camera was taken, until the function it gives is called. */
function watch(stream: MediaStream, tell: (capturedMs: number) => void): () => void {
  const player = document.createElement("video");
  player.muted = true;
  player.playsInline = true;
  player.srcObject = stream;
  let isWatched = true;
  const look = (now: number, { captureTime }: VideoFrameCallbackMetadata) => {
    if (!isWatched) return;
    tell(onPageClock(captureTime ?? now));
    player.requestVideoFrameCallback(look);
  };
  player.requestVideoFrameCallback(look);
  // A player of a stream that was closed meanwhile does not play, which is right.
  player.play().catch(() => undefined);
  return () => {
    isWatched = false;
    player.srcObject = null;
  };
}
