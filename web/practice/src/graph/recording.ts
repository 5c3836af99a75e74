/** The recording branch as the graph sees it: begun with a practice where it is wished, and never in its way. */

import type { Camera } from "./camera";
import { tallyOf } from "./tally";
import type { BranchStats, ClassClock, Film, NotFilmed, Wishes } from "./types";
import { LateError, within } from "./within";

export interface Recorder {
  stats(): BranchStats;
  /** Null: no picture came. */
  end(): Promise<Film | null>;
  /** Nothing of it is kept. */
  drop(): Promise<void>;
}

/** What is asked to film; throws an error whose `code` tells why it cannot. */
export type BeginRecorder = (asked: {
  readonly camera: Camera;
  readonly clock: ClassClock;
  readonly wishes: Wishes;
  readonly classId: string;
  /** Of the pack. */
  readonly revision: number;
  readonly tell: (fault: NotFilmed) => void;
}) => Promise<Recorder>;

export interface Recording {
  stats(): BranchStats;
  /** Null: not wished, not possible, or no picture came. */
  end(): Promise<Film | null>;
  drop(): Promise<void>;
}

/** The result waits so long for the film, which is all written but for its last second. */
export const FILM_END_MS = 30_000;

/** Before it begins. */
export const NOT_RECORDING: Recording = {
  stats: tallyOf().stats,
  end: async () => null,
  drop: async () => undefined,
};
const WHY: readonly string[] = ["no-encoder", "no-place", "no-room", "encoder"];

/** Begins to film where it is wished and can be; otherwise `tell` is told why not. */
export async function beginRecording(
  begin: BeginRecorder,
  asked: Parameters<BeginRecorder>[0],
): Promise<Recording> {
  const { wishes, tell } = asked;
  let recorder: Recorder | null = null;
  try {
    recorder = wishes.record ? await begin(asked) : null;
  } catch (error) {
    tell(whyOf(error));
  }
  return {
    stats: () => recorder?.stats() ?? NOT_RECORDING.stats(),
    async end() {
      try {
        return recorder && (await within(recorder.end(), FILM_END_MS));
      } catch (error) {
        tell(whyOf(error));
        return null;
      }
    },
    drop: async () => recorder?.drop(),
  };
}

function whyOf(error: unknown): NotFilmed {
  if (error instanceof LateError) return "late";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return WHY.includes(code) ? (code as NotFilmed) : "encoder";
}
