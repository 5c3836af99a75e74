/** The practice behind the dance screen: made ready when somebody begins, let go of when it is given up or left. */

import type { Pack } from "@eightcount/runtime";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { latencyOf, lookAtOutput } from "../calibrating";
import { beginDance, type Camera, type Dance, type Told, type Wishes } from "../graph";
import type { DanceRecord } from "./danceRecord";
import { onePractice } from "./onePractice";

export interface StageRefs {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly preview: RefObject<HTMLVideoElement | null>;
  readonly picture: RefObject<HTMLCanvasElement | null>;
  readonly overlay: RefObject<HTMLCanvasElement | null>;
}

/** What is chosen on the screen; the latency is the device's. */
export type Wished = Omit<Wishes, "latencyS">;

/** What is danced, before which camera, where it is shown, and how. */
export interface ToDance {
  readonly pack: Pack;
  readonly camera: Camera | null;
  readonly stage: StageRefs;
  readonly wishes: Wished;
}

export interface Practice {
  /** Null: none is ready. */
  readonly dance: Dance | null;
  /** Makes one ready. Throws what `beginDance` throws, unless it was given up meanwhile. */
  readonly prepare: (tell: (told: Told) => void) => Promise<void>;
  /** Throws where the browser will not play the class. */
  readonly start: () => Promise<void>;
  readonly letGo: () => void;
}

export function usePractice({ pack, camera, stage, wishes }: ToDance, record: DanceRecord): Practice {
  const [dance, hold] = useState<Dance | null>(null);
  const [one] = useState(onePractice<Dance>);
  /** As it was begun: what is chosen later is for the next one. */
  const wished = useRef<Wishes>({ ...wishes, latencyS: 0 });

  const prepare = useCallback(
    async (tell: (told: Told) => void): Promise<void> => {
      const [video, preview] = [stage.video.current, stage.preview.current];
      const [picture, overlay] = [stage.picture.current, stage.overlay.current];
      if (!camera || !video || !preview || !picture || !overlay) return;
      const shownOn = { video, preview, picture, overlay };
      // A browser that tells nothing of its outputs leaves what was known.
      const lookAtSound = () => lookAtOutput().catch(() => undefined);
      const made = await one.make(lookAtSound, () => {
        wished.current = { ...wishes, latencyS: latencyOf() };
        return beginDance({ camera, pack, stage: shownOn, wishes: wished.current, tell });
      });
      if (made) hold(made);
    },
    [camera, pack, stage, wishes, one],
  );

  const start = useCallback(async (): Promise<void> => {
    const { classId, revision } = pack.manifest;
    record.begin({ classId, revision, wishes: wished.current, atMs: Date.now() });
    await one.now?.start();
  }, [pack, one, record]);

  const letGo = useCallback(() => {
    one.letGo();
    hold(null);
  }, [one]);

  // Whoever leaves in the middle of a dance has danced so far; without a sheet, its poses are rescued the next time.
  useEffect(
    () => () => {
      const left = one.takeOut();
      if (left && record.hasBegun) void left.end("closed").then(left.dispose, left.dispose);
      else left?.dispose();
    },
    [one, record],
  );
  return { dance, prepare, start, letGo };
}
