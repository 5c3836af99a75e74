/** The body check for a page: looks at a camera while it is on, tells what is wrong and when it is right. */

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { PoseFrame } from "../graph";
import { isReady, type Light, type Steadied, steadied, UNSTEADY, type Verdict, verdictOf } from "./bodyCheck";
import { lightMeter } from "./light";

const LIGHT_EVERY_MS = 500;

export interface BodyCheck {
  readonly verdict: Verdict;
  readonly ready: boolean;
  /** To be told every picture that was looked at. */
  readonly look: (frame: PoseFrame) => void;
  /** From the beginning, for another camera. */
  readonly reset: () => void;
}

export function useBodyCheck(preview: RefObject<HTMLVideoElement | null>, isOn: boolean): BodyCheck {
  const [verdict, tell] = useState<Verdict>("looking");
  const [ready, beReady] = useState(false);
  const light = useRef<Light>(null);
  const steady = useRef<Steadied>(UNSTEADY);

  useEffect(() => {
    if (!isOn) return;
    const measure = lightMeter();
    const look = () => {
      light.current = preview.current && measure(preview.current);
    };
    const timer = setInterval(look, LIGHT_EVERY_MS);
    return () => clearInterval(timer);
  }, [preview, isOn]);

  const look = useCallback((frame: PoseFrame) => {
    const now = performance.now();
    steady.current = steadied(steady.current, verdictOf(frame, light.current), now);
    tell(steady.current.shown);
    beReady(isReady(steady.current, now));
  }, []);

  const reset = useCallback(() => {
    steady.current = UNSTEADY;
    light.current = null;
    tell("looking");
    beReady(false);
  }, []);

  return { verdict, ready, look, reset };
}
