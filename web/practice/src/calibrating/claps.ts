/**
 * Claps among poses: moments at which the hands, after having been apart, are nearest to each other. Pure but for what
 * it remembers of the last poses.
 */

import { POSE_VALUES } from "@eightcount/runtime";

const [LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_WRIST, RIGHT_WRIST, LEFT_HIP, RIGHT_HIP] = [
  11, 12, 15, 16, 23, 24,
];
/** In lengths of the torso: the hands meet nearer than this, and were farther apart before than that. */
const MET = 0.4;
const APART = 0.6;
const SURE = 0.4;

interface Looked {
  readonly atS: number;
  readonly apart: number;
}

/** Takes poses as they come; gives the moment of a clap with the pose that follows it, else null. */
export function clapFinder(): (atS: number, landmarks: Float32Array | null, shape: number) => number | null {
  let [before, last]: [Looked | null, Looked | null] = [null, null];
  let wasApart = false;
  return (atS, landmarks, shape) => {
    const apart = landmarks === null ? null : apartOf(landmarks, shape);
    if (apart === null) {
      [before, last] = [null, null];
      return null;
    }
    const now = { atS, apart };
    wasApart ||= apart > APART;
    const clap =
      wasApart && before && last && isNearest(before, last, now) ? nearestS(before, last, now) : null;
    if (clap !== null) wasApart = false;
    [before, last] = [last, now];
    return clap;
  };
}

function isNearest(before: Looked, last: Looked, now: Looked): boolean {
  return last.apart < MET && last.apart <= before.apart && last.apart < now.apart;
}

/** Hands come together and leave about as fast: where two lines of one steepness through the three points meet. */
function nearestS(before: Looked, last: Looked, now: Looked): number {
  const coming = (before.apart - last.apart) / (last.atS - before.atS);
  const leaving = (now.apart - last.apart) / (now.atS - last.atS);
  const speed = Math.max(coming, leaving);
  if (!(speed > 0)) return last.atS;
  // On the side where it changed less lies the turn: the last point is on the steeper side's line.
  return coming >= leaving
    ? last.atS + (now.atS - last.atS - (now.apart - last.apart) / speed) / 2
    : last.atS - (last.atS - before.atS - (before.apart - last.apart) / speed) / 2;
}

/** Between the wrists, by the torso; null where one is not seen. */
function apartOf(landmarks: Float32Array, shape: number): number | null {
  if (landmarks.length < POSE_VALUES) return null;
  const marks = [LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_WRIST, RIGHT_WRIST, LEFT_HIP, RIGHT_HIP];
  if (!marks.every((mark) => (landmarks[4 * mark + 3] ?? 0) >= SURE)) return null;
  const place = (mark: number) => [(landmarks[4 * mark] ?? 0) * shape, landmarks[4 * mark + 1] ?? 0] as const;
  const middle = (one: number, other: number) => {
    const [[x, y], [u, v]] = [place(one), place(other)];
    return [(x + u) / 2, (y + v) / 2] as const;
  };
  const [shoulders, hips] = [middle(LEFT_SHOULDER, RIGHT_SHOULDER), middle(LEFT_HIP, RIGHT_HIP)];
  const torso = Math.hypot(shoulders[0] - hips[0], shoulders[1] - hips[1]);
  const [left, right] = [place(LEFT_WRIST), place(RIGHT_WRIST)];
  return torso > 0.02 ? Math.hypot(left[0] - right[0], left[1] - right[1]) / torso : null;
}
