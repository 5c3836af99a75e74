import { type Routine, stepsOf } from "@eightcount/runtime/classpack";
import { expect, it } from "vitest";
import { denseOf } from "./dense";

const at = (videoS: number) => ({ videoS, songS: 10 + videoS });
const weights = (value: number) => Array<number>(16).fill(value);
/** Eight steps of half a second from 1 s on, each with weights of its own. */
const ROUTINE: Routine = {
  video: { width: 720, height: 1280, rate: [30, 1], frames: 200 },
  offsetS: 10,
  rate: 1,
  parts: [
    {
      name: null,
      steps: [0, 1, 2, 3, 4, 5, 6, 7].map((k) => ({
        start: at(1 + k / 2),
        point: { at: at(1.5 + k / 2), frame: 45 + 15 * k, targets: null, weights: weights(k / 8) },
      })),
    },
  ],
  scoring: null,
  problems: [],
};

it("cuts the same time into steps of about a tenth of a second, eight to a part, without a gap", () => {
  const dense = denseOf(ROUTINE);
  const steps = stepsOf(dense);
  expect(dense.parts).toHaveLength(5);
  expect(steps).toHaveLength(40);
  expect([steps[0]?.start.videoS, steps.at(-1)?.point.at.videoS]).toEqual([1, 5]);
  for (const [k, step] of steps.entries()) {
    expect(step.point.at.videoS - step.start.videoS).toBeCloseTo(0.1, 9);
    expect(step.start).toEqual(k === 0 ? at(1) : steps[k - 1]?.point.at);
  }
});

it("weighs each as the step that it lies in", () => {
  const steps = stepsOf(denseOf(ROUTINE));
  expect(steps[0]?.point.weights).toEqual(weights(0));
  expect(steps[6]?.point.weights).toEqual(weights(1 / 8));
  expect(steps.at(-1)?.point.weights).toEqual(weights(7 / 8));
});
