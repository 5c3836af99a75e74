/** Makes whole what a crash or a full disk left of a film: what can be shown of it stays, and is measured. */

import type { Film } from "../graph/types";
import type { CopyAsked, CopyTold } from "./copyAsked";
import { type Line, lineTo } from "./line";

/** A worker that finishes and mends films; whoever asked for it ends it. */
export function copyWorker(): Line<CopyAsked, CopyTold> {
  return lineTo(new Worker(new URL("./copy.worker.ts", import.meta.url), { type: "module" }));
}

/**
 * The film as it is; null where nothing of it can be shown. Throws where that cannot be said now: another tab may have it
 * in hand.
 */
export async function mendFilm(film: Film): Promise<Film | null> {
  const line = copyWorker();
  const failed = line.next("failed").then(({ sentence }) => {
    throw new Error(sentence);
  });
  const mended = line.next("mended");
  line.ask({ kind: "mend", film });
  try {
    return await Promise.race([mended.then((told) => told.film), failed]);
  } finally {
    line.end();
  }
}
