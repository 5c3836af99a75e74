/**
 * The browser's own recorder, for devices that do not give single pictures to an encoder. Its file's clock is its own: it
 * begins with the first picture after its start and stands while it pauses; which picture lies where is told by when it
 * was taken, which a player of the same camera sees. To within a picture, so: what it films is aligned worse than what
 * `encoding` does. Must not write files.
 */

import { onPageClock, pageMs } from "../graph/pageClock";
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
  const unwatch = watch(stream, (capturedMs) => {
    const picture = film.put(capturedMs);
    if (picture) rules.taken(picture);
  });
  return {
    durationS: film.durationS,
    moving(isMoving) {
      if (isMoving === (recorder.state === "recording")) return;
      film.run(isMoving, pageMs());
      if (!isMoving) recorder.pause();
      else if (recorder.state === "paused") recorder.resume();
      else recorder.start(SLICE_MS);
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

/** While it ran, on the page's clock. */
interface Run {
  readonly fromMs: number;
  toMs: number;
  isBegun: boolean;
}

/** A picture that was taken this much before the recorder was started has not reached it yet. */
const ON_ITS_WAY_MS = 5;

function filmClock() {
  const runs: Run[] = [];
  let [firstMs, stoodMs, lastS] = [0, 0, 0];
  return {
    durationS: () => lastS,
    run(runsNow: boolean, atMs: number) {
      const last = runs.at(-1);
      if (!runsNow && last) last.toMs = atMs;
      if (runsNow)
        runs.push({ fromMs: atMs - ON_ITS_WAY_MS, toMs: Number.POSITIVE_INFINITY, isBegun: false });
      if (runsNow && last) stoodMs += atMs - last.toMs;
    },
    put(capturedMs: number): Taken | null {
      const run = runs.find(({ fromMs, toMs }) => fromMs <= capturedMs && capturedMs < toMs);
      if (!run) return null;
      if (firstMs === 0) firstMs = capturedMs;
      const begins = !run.isBegun;
      run.isBegun = true;
      lastS = (capturedMs - firstMs - stoodMs) / 1000;
      return { filmS: lastS, capturedMs, begins };
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
