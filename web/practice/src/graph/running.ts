/**
 * A practice from its start to its end, whatever comes between: plays, pauses, goes on, ends. Whatever happens, what was
 * danced so far comes out as a sheet. Must not know how branches work: that is `graph`.
 */

import { chooseLighter, type HeldEngine, poseEngine, type Seen } from "../pose";
import { playingClock } from "./clock";
import { comingPictures } from "./coming";
import type { Dance, Ready } from "./dance";
import type { CameraFrame } from "./frames";
import { joined } from "./graph";
import { PATIENCE_MS, watchFor } from "./interruptions";
import { isTooSlow, lookingBy } from "./looking";
import { pageMs } from "./pageClock";
import { goOnAtS, type Stretch } from "./plan";
import { playbackOf } from "./playback";
import { beginRecording, NOT_RECORDING, type Recording } from "./recording";
import { scoredOnce } from "./scoredOnce";
import type { Danced, GraphStats, Interruption, NotFilmed } from "./types";
import { within } from "./within";

/** So long the last poses may take; longer than a worker is given before it counts as dead. */
const SETTLED_MS = 25_000;
/** A net that broke is replaced so often; then the practice ends. */
const MOST_BREAKS = 1;

type State = "ready" | "playing" | "paused" | "ended";

export function running(ready: Ready, engine: HeldEngine, stretches: readonly Stretch[]): Dance {
  const { camera, pack, stage, wishes } = ready;
  const { classId, revision } = pack.manifest;
  const { speed, parts } = wishes;
  let state: State = "ready";
  let recording: Recording = NOT_RECORDING;
  let notFilmed: NotFilmed | null = null;
  let ending: Promise<Danced> | null = null;
  /** What came while film or net were waited for: it pauses as soon as it plays. */
  let early: Interruption | null = null;
  let isGivenUp = false;

  /** Of what was given up nobody hears any more. */
  const tell: Ready["tell"] = (told) => {
    if (!isGivenUp) ready.tell(told);
  };

  /** Asked after something was waited for. */
  const isIn = (one: State) => state === one;

  const clock = playingClock();
  const scoring = scoredOnce(ready, { speed, parts, classId, manifest: pack.manifestSha256 });
  const looking = lookingBy(engine, { broke, another: poseEngine });
  const pictures = comingPictures();
  // What may throw comes first: nothing that runs is left behind.
  const graph = joined({
    camera,
    stage,
    pack,
    wishes,
    clock,
    scorer: ready.scorer,
    look,
    came: pictures.came,
    seen: (frame, taken) => tell({ kind: "pose", frame, scored: taken }),
    scored: (frame) => scoring.taken(frame, playback.stretch),
  });
  const playback = playbackOf(stage.video, stretches, speed, () => void end(null));
  const classS = () => clock.at(pageMs());
  const unwatch = watchFor(
    { camera, video: stage.video, isPlaying: () => playback.isPlaying, classS, pictures: pictures.count },
    (why, isFinal) => {
      if (isFinal && state !== "ended") void end(why);
      else pause(why);
    },
  );
  ready.hearing.hear = (event) => {
    graph.feed(event);
    tell({ kind: "scored", event });
  };
  const stats = (): GraphStats => ({ ...graph.stats(), recording: recording.stats() });

  /** In a pause only pictures from before it are still of use. */
  async function look(picture: CameraFrame["picture"], capturedMs: number): Promise<Seen | null> {
    if (state !== "paused" || clock.at(capturedMs) !== null) return looking.look(picture, capturedMs);
    picture.close();
    return null;
  }

  /** A net that broke, most likely for want of memory, makes a break; one too many, an end. */
  function broke(times: number): boolean {
    chooseLighter();
    pause("memory");
    if (times > MOST_BREAKS) void end("memory");
    return times <= MOST_BREAKS;
  }

  /** Is there an engine? Without one it ends. */
  async function looks(): Promise<boolean> {
    const isReady = await looking.isReady();
    // Where that fails, it is told as `unscored`.
    if (!isReady) await end("memory").catch(() => undefined);
    return isReady;
  }

  /** Does the camera send pictures? Without one it stays paused, and says why. */
  async function sees(): Promise<boolean> {
    const comes = await pictures.soon(PATIENCE_MS);
    if (!comes && isIn("paused")) tell({ kind: "paused", why: "camera-lost" });
    return comes;
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

  /** What came while it was waited for: a page that was hidden before it played is told by no event. */
  function pauseLate(): void {
    if (document.hidden) pause("hidden");
    if (early) pause(early);
  }

  function pause(why: Interruption = "stopped"): void {
    if (state === "ready" || state === "paused") early = why;
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

  async function finish(interrupted: Interruption | null): Promise<Danced> {
    state = "ended";
    playback.pause();
    unwatch();
    // What a worker does not give back is not waited for.
    await within(graph.settled(), SETTLED_MS).catch(reportError);
    const counted = stats();
    const [sheet, film] = await Promise.all([scoring.sheet(camera.size()), recording.end()]);
    if (isTooSlow(counted)) chooseLighter();
    const danced = { sheet, film, notFilmed, interrupted, stats: counted, ...scoring.read() };
    tell({ kind: "ended", danced });
    return danced;
  }

  /** False: it was ended meanwhile, and nobody waits for the film. */
  async function films(): Promise<boolean> {
    const tellWhy = (why: NotFilmed) => {
      notFilmed = why;
      tell({ kind: "not-filmed", why });
    };
    const asked = { camera, clock, wishes, classId, revision, tell: tellWhy };
    const filming = await beginRecording(ready.film, asked);
    if (isIn("ready")) recording = filming;
    else await filming.drop();
    return isIn("ready");
  }

  async function start(): Promise<void> {
    if (state !== "ready" || !(await looks()) || !isIn("ready")) return;
    early = null;
    if (!(await films())) return;
    graph.recount();
    await play();
    pauseLate();
  }

  async function resume(): Promise<void> {
    if (state !== "paused") return;
    early = null;
    if (!(await looks()) || !(await sees()) || !isIn("paused")) return;
    await play(goOnAtS(pack.routine, playback.stretch, scoring.lastS));
    if (!isIn("playing")) return;
    tell({ kind: "resumed" });
    pauseLate();
  }

  function dispose(): void {
    state = "ended";
    isGivenUp = true;
    unwatch();
    playback.close();
    const close = () => {
      graph.close();
      ready.letGo();
      looking.release();
    };
    if (ending) return void ending.then(close, close);
    recording.drop().catch(reportError);
    close();
  }

  return { start, pause, resume, end, stats, dispose };
}
