/**
 * The browser's own recorder, for devices that do not give single pictures to an encoder. Its file's clock is its own: it
 * begins with the first picture after its start and stands while it pauses; which picture lies where is told by when it
 * was taken, which a player of the same camera sees. To within a picture, so: what it films is aligned worse than what
 * `encoding` does. Must not write files.
 */

import { watchCamera } from "../graph/cameraPlayer";
import { pageMs } from "../graph/pageClock";
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
  let isBegun = false;
  recorder.ondataavailable = ({ data }) => {
    tail = tail.then(async () => rules.bytes(await data.arrayBuffer()));
  };
  // By itself it stops when the camera goes; its last bytes came before.
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  recorder.onerror = () => rules.failed("The browser's recorder stopped.");
  const film = filmClock();
  const unwatch = watchCamera(stream, (_, capturedMs) => {
    const picture = film.put(capturedMs);
    if (picture) rules.taken(picture);
  });
  return {
    durationS: film.durationS,
    moving(isMoving) {
      const isOut = isBegun && recorder.state === "inactive";
      if (isOut || isMoving === (recorder.state === "recording")) return;
      isBegun = true;
      film.run(isMoving, pageMs());
      if (!isMoving) recorder.pause();
      else if (recorder.state === "paused") recorder.resume();
      else recorder.start(SLICE_MS);
    },
    async stop() {
      unwatch();
      if (!isBegun) return;
      if (recorder.state !== "inactive") recorder.stop();
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
