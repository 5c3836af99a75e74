/**
 * A dance from the camera's first picture to the result that is kept: the screen's states, one after another. Holds no
 * words and no pixels.
 */

import type { Pack } from "@eightcount/runtime";
import { DEFAULTS } from "@eightcount/runtime/scoring";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type BodyCheck, useBodyCheck } from "../body/useBodyCheck";
import { latencyOf, lookAtOutput } from "../calibrating";
import {
  beginDance,
  type Camera,
  type Dance,
  type Danced,
  type Interruption,
  type NotFilmed,
  type Told,
  type Wishes,
  watchBody,
} from "../graph";
import { type About, keepDanced, type Result } from "../results/history";
import { type Draft, draftOf } from "../results/unfinished";
import { after, type Live, type LiveState, liveOf } from "./live";

export type Phase =
  | { readonly at: "check" }
  /** Asked to begin; waits for the body to be in view. */
  | { readonly at: "waiting" }
  | { readonly at: "counting"; readonly left: number }
  | { readonly at: "dancing" }
  | { readonly at: "paused"; readonly why: Interruption }
  | { readonly at: "ending" }
  | { readonly at: "kept"; readonly id: string }
  | { readonly at: "unkept"; readonly result: Result }
  | { readonly at: "broken"; readonly what: Broken };

/** `net`: the net that recognises poses could not be loaded; `result`: what was danced is kept, but not its result. */
export type Broken = "poses" | "net" | "class" | "result";

export interface StageRefs {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly preview: RefObject<HTMLVideoElement | null>;
  readonly overlay: RefObject<HTMLCanvasElement | null>;
}

export interface DanceShown {
  readonly phase: Phase;
  readonly live: Live;
  readonly body: BodyCheck;
  readonly notFilmed: NotFilmed | null;
  readonly dance: Dance | null;
  /** From a tap: makes all ready, then begins as soon as the body is in view. */
  readonly begin: () => void;
  /** Begins though the body check is not content. */
  readonly beginNow: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly end: () => void;
}

/** What is chosen on the screen; the latency is the device's. */
export type Wished = Omit<Wishes, "latencyS">;

const COUNT_FROM = 3;
const COUNT_MS = 1000;

export function useDance(pack: Pack, camera: Camera | null, stage: StageRefs, wishes: Wished): DanceShown {
  const [phase, go] = useState<Phase>({ at: "check" });
  const [dance, hold] = useState<Dance | null>(null);
  const [notFilmed, blame] = useState<NotFilmed | null>(null);
  const isDone = phase.at === "broken" || phase.at === "unkept";
  const isChecking = phase.at === "check" || phase.at === "waiting";
  const body = useBodyCheck(stage.preview, isChecking && camera !== null);
  const { live, take, clear } = useLive(pack, wishes.parts);
  const begun = useRef<Dance | null>(null);
  /** Rises with whatever makes a dance that is being made ready out of date. */
  const preparing = useRef(0);
  /** As it was begun: what is chosen later is for the next one. */
  const wished = useRef<Wishes>({ ...wishes, latencyS: 0 });
  const begunAs = useRef<About | null>(null);
  const draft = useRef<Draft | null>(null);
  /** Begins though the body check is not content. */
  const isHasty = useRef(false);

  const { look, reset } = body;
  useEffect(() => {
    if (!camera || isDone) return;
    reset();
    const failed = (error: unknown) => go({ at: "broken", what: brokenBy(error, stage.video.current) });
    return dance ? undefined : watchBody(camera, look, failed);
  }, [camera, dance, isDone, stage, look, reset]);

  // Whoever leaves in the middle of a dance has danced so far.
  useEffect(
    () => () => {
      preparing.current++;
      const left = begun.current;
      begun.current = null;
      if (left && begunAs.current) {
        // Without a sheet, its poses are rescued the next time.
        void left.end("closed").then(left.dispose, left.dispose);
      } else left?.dispose();
    },
    [],
  );

  const letGo = useCallback(() => {
    preparing.current++;
    begun.current?.dispose();
    begun.current = null;
    hold(null);
  }, []);

  const giveUp = useCallback(() => {
    letGo();
    go({ at: "check" });
  }, [letGo]);

  // What is broken or over needs no camera; whoever tries again is given another one.
  useEffect(() => {
    if (!isDone) return;
    letGo();
    camera?.close();
  }, [isDone, camera, letGo]);

  // Before it began, a lost camera costs nothing but another tap.
  useEffect(() => {
    if (!camera && (phase.at === "waiting" || phase.at === "counting")) giveUp();
  }, [camera, phase.at, giveUp]);

  useEffect(() => (camera ? watchStanding(stage.video.current, go) : undefined), [stage, camera]);

  const keep = useCallback(
    async (danced: Danced) => {
      go({ at: "ending" });
      const about = begunAs.current ?? aboutOf(pack, wished.current);
      try {
        const id = await keepDanced(danced, about);
        await draft.current?.close();
        go({ at: "kept", id });
      } catch {
        const { film, interrupted, sheet } = danced;
        const { score, medal } = sheet.total;
        const kept = { ...about, id: "", score, medal, film, interrupted };
        go({ at: "unkept", result: { kept, danced } });
      }
    },
    [pack],
  );

  const hear = useCallback(
    (told: Told) => {
      const hearing: { readonly [Kind in Told["kind"]]: (told: Extract<Told, { kind: Kind }>) => void } = {
        scored({ event }) {
          take(event);
          if (event.kind === "judgement") draft.current?.flush();
        },
        pose({ frame, scored }) {
          // Once it has begun nobody is checked any more.
          if (!draft.current) look(frame);
          else if (scored) draft.current.take(scored);
        },
        paused: ({ why }) => go({ at: "paused", why }),
        resumed: () => go({ at: "dancing" }),
        "not-filmed": ({ why }) => blame(why),
        ended: ({ danced }) => void keep(danced),
        unscored() {
          draft.current?.flush();
          go({ at: "broken", what: "result" });
        },
      };
      (hearing[told.kind] as (told: Told) => void)(told);
    },
    [take, look, keep],
  );

  const prepare = useCallback(async (): Promise<void> => {
    const [video, preview, overlay] = [stage.video.current, stage.preview.current, stage.overlay.current];
    if (!camera || !video || !preview || !overlay || begun.current) return;
    clear();
    const mine = ++preparing.current;
    // A browser that tells nothing of its outputs leaves what was known.
    await lookAtOutput().catch(() => undefined);
    if (preparing.current !== mine) return;
    wished.current = { ...wishes, latencyS: latencyOf() };
    try {
      const made = await beginDance({
        camera,
        pack,
        stage: { video, preview, overlay },
        wishes: wished.current,
        tell: hear,
      });
      if (preparing.current !== mine) return made.dispose();
      begun.current = made;
      hold(made);
    } catch (error) {
      // Of one that was given up nobody wants to hear.
      if (preparing.current === mine) go({ at: "broken", what: brokenBy(error, video) });
    }
  }, [camera, pack, stage, wishes, hear, clear]);

  const start = useCallback(async () => {
    go({ at: "dancing" });
    begunAs.current = aboutOf(pack, wished.current);
    draft.current = draftOf(begunAs.current);
    try {
      await begun.current?.start();
    } catch {
      go({ at: "paused", why: "class-stalled" });
    }
  }, [pack]);

  // Waiting ends when everything is ready; then it is counted down, once.
  useEffect(() => {
    if (phase.at !== "waiting" || !dance || !(body.ready || isHasty.current)) return;
    go({ at: "counting", left: COUNT_FROM });
  }, [phase.at, dance, body.ready]);

  useEffect(() => {
    if (phase.at !== "counting") return;
    const { left } = phase;
    const timer = setTimeout(() => {
      if (left > 1) go({ at: "counting", left: left - 1 });
      else void start();
    }, COUNT_MS);
    return () => clearTimeout(timer);
  }, [phase, start]);

  const begin = useCallback(() => {
    isHasty.current = false;
    unlock(stage.video.current);
    go({ at: "waiting" });
    void prepare();
  }, [stage, prepare]);

  return {
    phase,
    live,
    body,
    notFilmed,
    dance,
    begin,
    beginNow() {
      isHasty.current = true;
      if (dance) go({ at: "counting", left: COUNT_FROM });
    },
    pause: () => begun.current?.pause(),
    resume() {
      go({ at: "dancing" });
      begun.current?.resume().catch(() => go({ at: "paused", why: "class-stalled" }));
    },
    end() {
      if (phase.at === "dancing" || phase.at === "paused") void begun.current?.end();
      else giveUp();
    },
  };
}

function brokenBy(error: unknown, video: HTMLVideoElement | null): Broken {
  if (video?.error) return "class";
  return error instanceof Error && error.name === "PoseError" ? "poses" : "net";
}

/** A class that stands still though nobody paused it has come to its end: what is left takes a moment. */
function watchStanding(
  video: HTMLVideoElement | null,
  go: (next: (now: Phase) => Phase) => void,
): (() => void) | undefined {
  if (!video) return undefined;
  const stood = () => go((now) => (now.at === "dancing" ? { at: "ending" } : now));
  const plays = () => go((now) => (now.at === "ending" ? { at: "dancing" } : now));
  video.addEventListener("pause", stood);
  video.addEventListener("playing", plays);
  return () => {
    video.removeEventListener("pause", stood);
    video.removeEventListener("playing", plays);
  };
}

function aboutOf(pack: Pack, wishes: Wishes): About {
  const { classId, revision } = pack.manifest;
  return { classId, revision, wishes, atMs: Date.now() };
}

/** Some browsers let a video be heard later only if a tap has played it once: it is over before anything is heard. */
function unlock(video: HTMLVideoElement | null): void {
  if (!video) return;
  const played = video.play();
  video.pause();
  played.catch(() => undefined); // it was stopped, as was meant
}

interface LiveTold {
  readonly live: Live;
  readonly take: (event: Parameters<typeof after>[1]) => void;
  readonly clear: () => void;
}

function useLive(pack: Pack, parts: readonly number[]): LiveTold {
  const [live, show] = useState<Live>(() => liveOf(parts).live);
  const state = useRef<LiveState>(liveOf(parts));
  const take = useCallback<LiveTold["take"]>(
    (event) => {
      const next = after(state.current, event, pack.routine.scoring ?? DEFAULTS);
      const isSame = next.live === state.current.live;
      state.current = next;
      if (!isSame) show(next.live);
    },
    [pack],
  );
  const clear = useCallback(() => {
    state.current = liveOf(parts);
    show(state.current.live);
  }, [parts]);
  return { live, take, clear };
}
