/**
 * A dance from the camera's first picture to the result that is kept, for the screen: joins its states (`phase`), the
 * practice itself (`usePractice`), the look at the body and what is left on the device (`danceRecord`). Holds no words
 * and no pixels.
 */

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type BodyCheck, useBodyCheck } from "../body/useBodyCheck";
import { type Camera, type Dance, type Danced, type Interruption, type NotFilmed, watchBody } from "../graph";
import { unlock, watchStanding } from "./classPlayer";
import { danceRecord } from "./danceRecord";
import { hearing } from "./hearing";
import type { Live } from "./live";
import {
  afterNothing,
  brokenBy,
  CHECK,
  COUNTDOWN,
  DANCING,
  ENDING,
  isBeginning,
  isChecking,
  isDone,
  isUnderWay,
  type Phase,
  playedOn,
  STALLED,
  stoodStill,
} from "./phase";
import { useCountdown } from "./useCountdown";
import { useLive } from "./useLive";
import { type ToDance, usePractice } from "./usePractice";
import { useUnseen } from "./useUnseen";

export interface DanceShown {
  readonly phase: Phase;
  readonly live: Live;
  /** The class plays, and nobody has been in view for a while. */
  readonly isUnseen: boolean;
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

export function useDance(asked: ToDance): DanceShown {
  const { pack, camera, stage, wishes } = asked;
  const [phase, go] = useState<Phase>(CHECK);
  const [notFilmed, blame] = useState<NotFilmed | null>(null);
  const [record] = useState(() => danceRecord());
  const isHasty = useRef(false);
  const body = useBodyCheck(stage.preview, isChecking(phase) && camera !== null);
  const { live, take, clear } = useLive(pack, wishes.parts);
  const { isUnseen, watch } = useUnseen(phase.at === "dancing");
  const { dance, prepare, start, letGo } = usePractice(asked, record);
  const isOver = isDone(phase);

  const fail = useCallback(
    (error: unknown) => go(brokenBy(error, Boolean(stage.video.current?.error))),
    [stage],
  );
  const giveUp = useCallback(() => {
    letGo();
    go(CHECK);
  }, [letGo]);
  const stall = useCallback(() => go(STALLED), []);

  useBodyWatched(body, isOver ? null : camera, dance !== null, fail);
  // What is broken or over needs no camera; whoever tries again is given another one.
  useEffect(() => {
    if (!isOver) return;
    letGo();
    camera?.close();
  }, [camera, isOver, letGo]);
  // Before it began, a lost camera costs nothing but another tap.
  useEffect(() => {
    if (!camera && isBeginning(phase)) giveUp();
  }, [camera, phase, giveUp]);
  useEffect(() => {
    // The pictures stand on the page while there is a camera.
    if (!camera || !stage.video.current) return;
    return watchStanding(stage.video.current, { stood: () => go(stoodStill), plays: () => go(playedOn) });
  }, [stage, camera]);

  const { look } = body;
  const hear = useMemo(() => {
    const ended = (danced: Danced) => {
      go(ENDING);
      void record.keep(danced).then(go);
    };
    const cameToNothing = (why: Interruption | null) => {
      record.forget();
      letGo();
      go(afterNothing(why));
    };
    return hearing({
      go,
      record,
      scored: take,
      checked: look,
      watched: watch,
      notFilmed: blame,
      ended,
      cameToNothing,
    });
  }, [record, take, look, watch, letGo]);

  // Waiting ends when everything is ready; then it is counted down, once.
  useEffect(() => {
    if (phase.at === "waiting" && dance && (body.ready || isHasty.current)) go(COUNTDOWN);
  }, [phase.at, dance, body.ready]);
  const dancing = useCallback(() => {
    go(DANCING);
    start().catch(stall);
  }, [start, stall]);
  useCountdown(phase, go, dancing);

  return {
    phase,
    live,
    isUnseen,
    body,
    notFilmed,
    dance,
    begin() {
      isHasty.current = false;
      unlock(stage.video.current);
      clear();
      go({ at: "waiting" });
      prepare(hear).catch(fail);
    },
    beginNow() {
      isHasty.current = true;
      if (dance) go(COUNTDOWN);
    },
    pause: () => dance?.pause(),
    resume() {
      go(DANCING);
      dance?.resume().catch(stall);
    },
    end() {
      if (!isUnderWay(phase)) return giveUp();
      // Sheet and film take a moment; what comes of them is told.
      go(ENDING);
      void dance?.end();
    },
  };
}

/** Looks at the camera for the body check, anew for every camera; a practice that is ready looks by itself. */
function useBodyWatched(
  { look, reset }: BodyCheck,
  camera: Camera | null,
  isLookedAt: boolean,
  failed: (error: unknown) => void,
): void {
  useEffect(() => {
    if (!camera) return;
    reset();
    return isLookedAt ? undefined : watchBody(camera, look, failed);
  }, [camera, isLookedAt, look, reset, failed]);
}
