/** The scoring worker as the page sees it. Must not know where poses come from. */

import type { Pack } from "@eightcount/runtime";
import type { Event, SessionOptions, Sheet } from "@eightcount/runtime/scoring";
import type { Asked, Told } from "./scoringMessages";
import { within } from "./within";

export interface Scorer {
  /** A practice filmed in a picture of that size, pixels. */
  begin(width: number, height: number, options: SessionOptions): void;
  /** A pose at a second of the class video; resolves when it is scored. */
  take(timeS: number, landmarks: Float32Array | null): Promise<void>;
  /** No more come: the sheet. */
  finish(): Promise<Sheet>;
  end(): void;
}

/** A class may take so long to measure; longer than a worker is given before it counts as dead. */
const PREPARED_MS = 30_000;

/** Measures a class in a worker of its own. `hear` is told what the session tells. */
export async function beginScorer(pack: Pack, hear: (event: Event) => void): Promise<Scorer> {
  const worker = new Worker(new URL("./scoring.worker.ts", import.meta.url), {
    type: "module",
    name: "scoring",
  });
  const ask = (asked: Asked) => worker.postMessage(asked);
  const waiting: Partial<Record<Told["kind"], (told: Told) => void>> = {};
  let broken: Error | null = null;
  let fail: (error: Error) => void = () => undefined;
  const answer = <Kind extends Told["kind"]>(kind: Kind) =>
    new Promise<Extract<Told, { kind: Kind }>>((resolve, reject) => {
      if (broken) reject(broken);
      waiting[kind] = (told) => resolve(told as Extract<Told, { kind: Kind }>);
      fail = reject;
    });
  worker.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data.kind === "event") hear(data.event);
    else waiting[data.kind]?.(data);
  };
  worker.onerror = ({ message }) => {
    broken = new Error(`Scoring failed: ${message}`);
    fail(broken);
  };
  try {
    const prepared = answer("prepared");
    ask({ kind: "prepare", routine: pack.routine, poses: pack.poses });
    await within(prepared, PREPARED_MS);
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return {
    begin: (width, height, options) => ask({ kind: "begin", width, height, options }),
    async take(timeS, landmarks) {
      const taken = answer("taken");
      ask({ kind: "frame", timeS, landmarks });
      await taken;
    },
    async finish() {
      const sheet = answer("sheet");
      ask({ kind: "end" });
      return (await sheet).sheet;
    },
    end: () => worker.terminate(),
  };
}
