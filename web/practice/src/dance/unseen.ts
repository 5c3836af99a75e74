/** Whether nobody has been in view for a while: whoever dances reads nothing else then. Pure. */

import type { PoseFrame } from "../graph/types";

export interface Unseen {
  /** When nobody was in view first, on the page's clock; null: somebody is, or the class stands. */
  readonly sinceMs: number | null;
  readonly isTold: boolean;
}

/** A turn or a step aside is not told. */
const TOLD_AFTER_MS = 2000;

export const SEEN: Unseen = { sinceMs: null, isTold: false };

/** After one more picture. Where nothing has changed, the same object. */
export function unseenAfter(
  before: Unseen,
  { landmarks, classS, capturedMs }: Pick<PoseFrame, "landmarks" | "classS" | "capturedMs">,
): Unseen {
  if (landmarks || classS === null) return SEEN;
  const sinceMs = before.sinceMs ?? capturedMs;
  const isTold = capturedMs - sinceMs >= TOLD_AFTER_MS;
  return sinceMs === before.sinceMs && isTold === before.isTold ? before : { sinceMs, isTold };
}
