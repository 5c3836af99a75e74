/** The camera of the dance screen: opened, turned, given up, and what went wrong with it, as a hook. */

import { useCallback, useEffect, useState } from "react";
import { keepWord, keptWord } from "../app/keptWord";
import { type Camera, CameraError, type CameraFault, type Facing, openCamera } from "../graph";

export interface CameraState {
  readonly camera: Camera | null;
  readonly fault: CameraFault | null;
  readonly facing: Facing;
  readonly turn: () => void;
  readonly retry: () => void;
}

const FACINGS = ["user", "environment"] as const satisfies readonly Facing[];
const FACING_KEPT = "eightcount.facing";

export function useCamera(): CameraState {
  const [facing, face] = useState<Facing>(() => keptWord(FACING_KEPT, FACINGS, "user"));
  const [attempt, again] = useState(0);
  const [camera, hold] = useState<Camera | null>(null);
  const [fault, blame] = useState<CameraFault | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens the same camera again
  useEffect(() => {
    let isWanted = true;
    let opened: Camera | null = null;
    blame(null);
    openCamera(facing).then(
      (given) => {
        opened = given;
        if (!isWanted) return given.close();
        hold(given);
        void given.whenLost.then(() => {
          if (!isWanted) return;
          hold(null);
          blame("lost");
        });
      },
      (error: unknown) => {
        if (isWanted) blame(error instanceof CameraError ? error.code : "busy");
      },
    );
    return () => {
      isWanted = false;
      opened?.close();
      hold(null);
    };
  }, [facing, attempt]);

  const retry = useCallback(() => again((count) => count + 1), []);
  const turn = useCallback(() => {
    face((now) => {
      const next = now === "user" ? "environment" : "user";
      keepWord(FACING_KEPT, next);
      return next;
    });
  }, []);
  return { camera, fault, facing, turn, retry };
}
