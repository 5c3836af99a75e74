/** What is known of a film while it is filmed, and written down as it grows. Must not film. */

import type { BranchStats, ClassClock, Film, FilmPiece, Wishes } from "../graph/types";
import type { FilmFault, Shape, Taken } from "./asked";
import { lineOf } from "./journal";
import { pieceKeeper } from "./pieces";

export const NOTHING: BranchStats = {
  came: 0,
  done: 0,
  dropped: 0,
  medianLatencyMs: null,
  worstLatencyMs: null,
};

export interface Filming {
  readonly id: string;
  readonly classId: string;
  readonly revision: number | null;
  /** Without this device's latency. */
  readonly clock: ClassClock;
  readonly wishes: Pick<Wishes, "speed" | "latencyS">;
  /** Told once. */
  readonly tell: (fault: FilmFault) => void;
  /** A line for the journal. */
  readonly write: (line: string) => void;
}

export interface Book {
  place(picture: Taken): void;
  know(shape: Partial<Shape>, stats?: BranchStats): void;
  fail(fault: FilmFault): void;
  note(isWhole: boolean): void;
  film(): Film;
  fault(): FilmFault | null;
  stats(): BranchStats;
  pieces(): readonly FilmPiece[];
}

export function bookOf({ id, classId, revision, clock, wishes, tell, write }: Filming): Book {
  // By the wall's clock, as of a result: the page's stands while a device sleeps.
  const begunMs = Date.now();
  const keeper = pieceKeeper(wishes.speed);
  let shape: Shape = { mime: "", width: 0, height: 0, bytes: 0, frames: 0, durationS: 0 };
  let stats = NOTHING;
  let broken: FilmFault | null = null;
  const film = () => ({ id, classId, revision, begunMs, ...shape, pieces: keeper.pieces() });
  return {
    film,
    place(picture) {
      const at = clock.at(picture.capturedMs);
      keeper.put({ ...picture, classS: at === null ? null : at - wishes.latencyS * wishes.speed });
    },
    know(more, counted = stats) {
      shape = { ...shape, ...more };
      stats = counted;
    },
    fail(fault) {
      if (broken) return;
      broken = fault;
      tell(fault);
    },
    note: (isWhole) => write(lineOf({ isWhole, film: film() })),
    fault: () => broken,
    stats: () => stats,
    pieces: keeper.pieces,
  };
}
