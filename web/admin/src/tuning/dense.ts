/**
 * A class as if every tenth of a second were a step: scored so, a practice tells how far every joint was off at any time,
 * by the very code that judges steps. Pure.
 */
import type { Instant, Routine, Step } from "@eightcount/runtime/classpack";
import { stepsOf } from "@eightcount/runtime/classpack";

const EVERY_S = 0.1;
const COUNTS = 8;

/** The same class with steps of `EVERY_S`, each weighted as the step that it lies in. */
export function denseOf(routine: Routine): Routine {
  const steps = stepsOf(routine);
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return routine;
  const [fromS, toS] = [first.start.videoS, last.point.at.videoS];
  const parts = Math.max(1, Math.floor((toS - fromS) / EVERY_S / COUNTS));
  const lengthS = (toS - fromS) / (parts * COUNTS);
  const at = (k: number): Instant => {
    const videoS = k === parts * COUNTS ? toS : fromS + k * lengthS;
    return { videoS, songS: routine.offsetS + routine.rate * videoS };
  };
  const step = (k: number): Step => {
    const point = at(k + 1);
    const around = steps.find((each) => each.point.at.videoS >= point.videoS) ?? last;
    return { start: at(k), point: { ...around.point, at: point } };
  };
  return {
    ...routine,
    parts: Array.from({ length: parts }, (_, part) => ({
      name: null,
      steps: Array.from({ length: COUNTS }, (_, count) => step(part * COUNTS + count)),
    })),
  };
}
