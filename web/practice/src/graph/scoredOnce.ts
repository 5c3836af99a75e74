/**
 * What of the poses is scored: each second of the class once, in terms of the first picture's shape. It is kept beside, so
 * that there is a sheet whatever becomes of the scorer. Must not know of cameras, nor of what is played when.
 */

import { POSE_VALUES } from "@eightcount/runtime";
import type { SessionOptions, Sheet } from "@eightcount/runtime/scoring";
import { type KeptPoses, keptPoses } from "./kept";
import type { Stretch } from "./plan";
import type { Scorer } from "./scorer";
import type { PoseFrame } from "./types";
import { reshaped, shapeOf } from "./upright";
import { within } from "./within";

export interface ScoredOnce {
  /** A pose as it is to be scored; null: it is not. */
  taken(frame: PoseFrame, stretch: Pick<Stretch, "fromS" | "toS">): PoseFrame | null;
  /** The last second that is scored; before all of them: minus infinity. */
  readonly lastS: number;
  /** After all poses; `picture`: the camera's, where none came. Throws where no sheet can be made. */
  sheet(picture: Picture): Promise<Sheet>;
  read: KeptPoses["read"];
}

interface Picture {
  readonly width: number;
  readonly height: number;
}

interface Scorers {
  readonly scorer: Pick<Scorer, "begin" | "finish">;
  /** Another one, in place of one that broke. */
  readonly another: () => Promise<Scorer>;
}

/** The sheet, or one pose, may take so long; longer than a worker is given before it counts as dead. */
const SHEET_MS = 20_000;

export function scoredOnce({ scorer, another }: Scorers, options: SessionOptions): ScoredOnce {
  const kept = keptPoses();
  let begun: Parameters<Scorer["begin"]> | null = null;
  let shape = 1;

  /** By the first picture, once. */
  function begin(picture: Picture): Parameters<Scorer["begin"]> {
    if (begun) return begun;
    begun = [Math.max(picture.width, 1), Math.max(picture.height, 1), options];
    shape = shapeOf(picture);
    scorer.begin(...begun);
    return begun;
  }

  /** By another scorer, of the poses that were kept. */
  async function anew(session: Parameters<Scorer["begin"]>): Promise<Sheet> {
    const fresh = await another();
    try {
      fresh.begin(...session);
      const { posesAtS, poses } = kept.read();
      for (const [at, classS] of posesAtS.entries()) {
        const pose = poses.slice(at * POSE_VALUES, (at + 1) * POSE_VALUES);
        await within(fresh.take(classS, Number.isNaN(pose[0]) ? null : pose), SHEET_MS);
      }
      return await within(fresh.finish(), SHEET_MS);
    } finally {
      fresh.end();
    }
  }

  return {
    taken(frame, { fromS, toS }) {
      const { classS, landmarks } = frame;
      if (classS === null || classS <= kept.lastS || classS < fromS || classS > toS) return null;
      begin(frame);
      const upright = landmarks && reshaped(landmarks, shapeOf(frame), shape);
      kept.add(classS, upright);
      return { ...frame, landmarks: upright };
    },
    get lastS() {
      return kept.lastS;
    },
    async sheet(picture) {
      const session = begin(picture);
      return within(scorer.finish(), SHEET_MS).catch(() => anew(session));
    },
    read: kept.read,
  };
}
