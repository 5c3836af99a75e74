/** Where in the camera's picture somebody dances during a passage, so that the picture can be shown as close as the teacher's. */

import { POSE_VALUES } from "@eightcount/runtime";
import type { Danced } from "../graph/types";

/** Shares of the picture's width and height. */
export interface BodyBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const SEEN = 0.5;
/** The whole picture: where nobody is known to be anywhere. */
export const WHOLE: BodyBox = { x: 0, y: 0, width: 1, height: 1 };

/** The box of all landmarks seen from one second of the class to another; the whole picture where none are. */
export function bodyBox(
  { posesAtS, poses }: Pick<Danced, "posesAtS" | "poses">,
  fromS: number,
  toS: number,
): BodyBox {
  let [left, top, right, bottom] = [1, 1, 0, 0];
  for (const [frame, atS] of posesAtS.entries()) {
    if (atS < fromS || atS > toS) continue;
    for (let at = frame * POSE_VALUES; at < (frame + 1) * POSE_VALUES; at += 4) {
      if (!((poses[at + 3] as number) >= SEEN)) continue;
      left = Math.min(left, poses[at] as number);
      right = Math.max(right, poses[at] as number);
      top = Math.min(top, poses[at + 1] as number);
      bottom = Math.max(bottom, poses[at + 1] as number);
    }
  }
  [left, top, right, bottom] = [Math.max(left, 0), Math.max(top, 0), Math.min(right, 1), Math.min(bottom, 1)];
  if (right <= left || bottom <= top) return WHOLE;
  return { x: left, y: top, width: right - left, height: bottom - top };
}
