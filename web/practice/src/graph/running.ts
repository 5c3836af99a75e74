/**
 * A practice from its start to its end, whatever comes between: plays, pauses, goes on, ends. Whatever happens, what was
 * danced so far comes out as a sheet. Must not know how branches work: that is `graph`.
 */

import { POSE_VALUES } from "@eightcount/runtime";
import type { Sheet } from "@eightcount/runtime/scoring";
import { chooseLighter, type HeldEngine, PoseError, poseEngine, type Seen } from "../pose";
import { playingClock } from "./clock";
import type { Ready } from "./dance";
import { joined } from "./graph";
import { watchFor } from "./interruptions";
import { keptPoses } from "./kept";
import { pageMs } from "./pageClock";
import { goOnAtS, type Stretch } from "./plan";
import { playbackOf } from "./playback";
import { beginRecording, NOT_RECORDING, type NotFilmed, type Recording } from "./recording";
import type { Scorer } from "./scorer";
import type { Danced, GraphStats, Interruption, PoseFrame } from "./types";
import { reshaped, shapeOf } from "./upright";
import { within } from "./within";

export interface Dance {
  /** Once, by a gesture of the person: browsers play no sound before. Throws what `play` of a video throws. */
  start(): Promise<void>;
  pause(why?: Interruption): void;
  /** Plays on from some steps before. */
  resume(): Promise<void>;
  /** Ends it now; `why` null: as if danced to the end. Asked again: the same. Throws where no sheet can be made. */
  end(why?: Interruption | null): Promise<Danced>;
  stats(): GraphStats;
  /** Lets go of everything, and of the practice where it was not ended. The camera is the caller's. */
  dispose(): void;
}

/** Later than this, what is lit up comes too late to be of use; by so many pictures it is known. */
const SLOW_MS = 150;
const ENOUGH = 60;

/** So long the last poses, and then the sheet, may take; longer than a worker is given before it counts as dead. */
const SETTLED_MS = 25_000;
const SHEET_MS = 20_000;

type State = "ready" | "playing" | "paused" | "ended";

export function running(ready: Ready, firstEngine: HeldEngine, stretches: readonly Stretch[]): Dance {
  const { camera, pack, stage, wishes, tell } = ready;
  const clock = playingClock();
  const kept = keptPoses();
  let engine: HeldEngine | null = firstEngine;
  let newEngine: Promise<HeldEngine | null> = Promise.resolve(firstEngine);
  let state: State = "ready";
  let recording: Recording = NOT_RECORDING;
  let shape: number | null = null;
  let begun: Parameters<Scorer["begin"]> = [1, 1, {}];
  let ending: Promise<Danced> | null = null;
  let breaks = 0;

  /** Asked after something was waited for. */
  const isIn = (one: State) => state === one;

  const playback = playbackOf(stage.video, stretches, wishes.speed, () => void end(null));
  const graph = joined({
    camera,
    stage,
    pack,
    wishes,
    clock,
    scorer: ready.scorer,
    look,
    seen: (frame, taken) => tell({ kind: "pose", frame, scored: taken }),
    scored,
  });
  const unwatch = watchFor(
    { camera, video: stage.video, isPlaying: () => playback.isPlaying, classS: () => clock.at(pageMs()) },
    (why, isFinal) => {
      if (isFinal && state !== "ended") void end(why);
      else pause(why);
    },
  );
  ready.hearing.hear = (event) => {
    graph.feed(event);
    tell({ kind: "scored", event });
  };

  /** By the engine at hand. One that broke, most likely for want of memory, makes a break; a second one, an end. */
  async function look(picture: VideoFrame | ImageBitmap, capturedMs: number): Promise<Seen | null> {
    // In a pause only pictures from before it are still of use.
    if (engine === null || (state === "paused" && clock.at(capturedMs) === null)) {
      picture.close();
      return null;
    }
    try {
      return await engine.engine.look(picture, capturedMs);
    } catch (error) {
      if (!(error instanceof PoseError)) throw error;
      broke();
      return null;
    }
  }

  function broke(): void {
    engine?.abandon();
    chooseLighter();
    engine?.release();
    engine = null;
    breaks++;
    pause("memory");
    if (breaks > 1) return void end("memory");
    // Null: there is none to be had, and whoever wants to go on is told so.
    newEngine = poseEngine().catch(() => null);
    void newEngine.then((held) => {
      engine ??= held;
    });
  }

  /** Is there an engine? Without one it ends. */
  async function looks(): Promise<boolean> {
    engine ??= await newEngine;
    // Where that fails, it is told as `unscored`.
    if (engine === null) await end("memory").catch(() => undefined);
    return engine !== null;
  }

  /** What of a pose is scored: of the present stretch, each second once, in terms of the first picture's shape. */
  function scored(frame: PoseFrame): PoseFrame | null {
    const { classS, landmarks } = frame;
    const { fromS, toS } = playback.stretch;
    if (classS === null || classS <= kept.lastS || classS < fromS || classS > toS) return null;
    shape ??= begin(frame);
    const upright = landmarks && reshaped(landmarks, shapeOf(frame), shape);
    kept.add(classS, upright);
    return { ...frame, landmarks: upright };
  }

  function begin(picture: { readonly width: number; readonly height: number }): number {
    const { width, height } = picture;
    const { speed, parts } = wishes;
    const options = { speed, parts, classId: pack.manifest.classId, manifest: pack.manifestSha256 };
    begun = [Math.max(width, 1), Math.max(height, 1), options];
    ready.scorer.begin(...begun);
    return shapeOf(picture);
  }

  async function play(fromS?: number): Promise<void> {
    state = "playing";
    try {
      await playback.play(fromS);
    } catch (error) {
      // Paused or ended meanwhile: it was meant to stand.
      if (!isIn("playing")) return;
      state = "paused";
      throw error;
    }
  }

  /** A page that was hidden before it played is told by no event. */
  function pauseUnseen(): void {
    if (document.hidden) pause("hidden");
  }

  function pause(why: Interruption = "stopped"): void {
    if (state !== "playing") return;
    state = "paused";
    playback.pause();
    tell({ kind: "paused", why });
  }

  function end(why: Interruption | null = "stopped"): Promise<Danced> {
    if (ending) return ending;
    ending = finish(why);
    ending.catch((error: unknown) => {
      reportError(error);
      tell({ kind: "unscored" });
    });
    return ending;
  }

  /** Of a scorer that broke, another one's, of the poses that were kept. */
  async function sheetOf(): Promise<Sheet> {
    try {
      return await within(ready.scorer.finish(), SHEET_MS);
    } catch {
      const scorer = await ready.another();
      scorer.begin(...begun);
      const { posesAtS, poses } = kept.read();
      for (const [at, classS] of posesAtS.entries()) {
        const pose = poses.slice(at * POSE_VALUES, (at + 1) * POSE_VALUES);
        await scorer.take(classS, Number.isNaN(pose[0]) ? null : pose);
      }
      return scorer.finish().finally(scorer.end);
    }
  }

  async function finish(interrupted: Interruption | null): Promise<Danced> {
    state = "ended";
    playback.pause();
    unwatch();
    // What a worker does not give back is not waited for.
    await within(graph.settled(), SETTLED_MS).catch(reportError);
    shape ??= begin(camera.size());
    const stats = { ...graph.stats(), recording: recording.stats() };
    const [sheet, film] = await Promise.all([sheetOf(), recording.end()]);
    if (isTooSlow(stats)) chooseLighter();
    const danced = { sheet, film, interrupted, stats, ...kept.read() };
    tell({ kind: "ended", danced });
    return danced;
  }

  return {
    async start() {
      if (state !== "ready" || !(await looks())) return;
      if (!isIn("ready")) return;
      const { classId, revision } = pack.manifest;
      const tellWhy = (why: NotFilmed) => tell({ kind: "not-filmed", why });
      const filming = await beginRecording(ready.film, {
        camera,
        clock,
        wishes,
        classId,
        revision,
        tell: tellWhy,
      });
      // Ended while the film began: nobody waits for it.
      if (!isIn("ready")) return filming.drop();
      recording = filming;
      graph.recount();
      await play();
      pauseUnseen();
    },
    pause,
    async resume() {
      if (state !== "paused") return;
      if (!(await looks()) || !isIn("paused")) return;
      await play(goOnAtS(pack.routine, playback.stretch, kept.lastS));
      if (!isIn("playing")) return;
      tell({ kind: "resumed" });
      pauseUnseen();
    },
    end,
    stats: () => ({ ...graph.stats(), recording: recording.stats() }),
    dispose() {
      state = "ended";
      unwatch();
      playback.close();
      const close = () => {
        graph.close();
        ready.letGo();
        engine?.release();
        void newEngine.then((another) => another?.release());
      };
      if (ending) void ending.then(close, close);
      else {
        void recording.drop();
        close();
      }
    },
  };
}

/** Beside everything else the net was too much for this device. */
function isTooSlow({ pose }: GraphStats): boolean {
  return pose.done > ENOUGH && (pose.medianLatencyMs ?? 0) > SLOW_MS;
}
