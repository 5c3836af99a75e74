/**
 * The pose worker as the page sees it: one picture in, what was seen out. Must not choose a model (`choice`), nor keep
 * pictures waiting: who has more than one puts a queue before it.
 */

import type { Asked, Delegate, Fileset, ModelName, Seen, Told } from "./messages";

/** Longer than this no look takes, nor loading, but where a worker has died without a word. */
const SILENCE_MS = 20_000;

/** It cannot look any more: it died, ran out of memory, or could not begin. */
export class PoseError extends Error {
  override readonly name = "PoseError";
}

export interface PoseEngine {
  readonly model: ModelName;
  readonly delegate: Delegate;
  /** The picture is closed, whatever comes of it. Throws a `PoseError`; it is of no more use then. */
  look(picture: VideoFrame | ImageBitmap, capturedMs: number): Promise<Seen>;
  end(): void;
}

/** Loads a net into a worker of its own. Throws a `PoseError`. */
export async function beginEngine(
  model: ModelName,
  delegate: Delegate,
  net: Uint8Array,
  fileset: Fileset,
): Promise<PoseEngine> {
  const worker = new Worker(new URL("./pose.worker.ts", import.meta.url), { type: "module", name: "pose" });
  const ask = (asked: Asked, transfer: Transferable[] = []) => answered(worker, asked, transfer);
  try {
    await ask({ kind: "begin", net, delegate, fileset });
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return {
    model,
    delegate,
    async look(picture, capturedMs) {
      const told = await ask({ kind: "look", picture, capturedMs }, [picture]);
      if (told.kind !== "seen") throw new PoseError("It answered something else.");
      return told.seen;
    },
    end: () => worker.terminate(),
  };
}

function answered(worker: Worker, asked: Asked, transfer: Transferable[]): Promise<Told> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new PoseError(`Looking for poses failed: ${why}`));
    const silence = setTimeout(() => fail("the worker does not answer."), SILENCE_MS);
    worker.onerror = ({ message }) => fail(message);
    worker.onmessage = ({ data }: MessageEvent<Told>) => {
      clearTimeout(silence);
      if (data.kind === "failed") fail(data.sentence);
      else resolve(data);
    };
    worker.postMessage(asked, transfer);
  });
}
