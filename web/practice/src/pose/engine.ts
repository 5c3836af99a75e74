/**
 * The pose worker as the page sees it: one picture in, what was seen out. Must not choose a model (`choice`), nor keep
 * pictures waiting: who has more than one puts a queue before it.
 */

import { asking, PoseError } from "./asking";
import type { Asked, Delegate, Fileset, ModelName, Seen, Told } from "./messages";
import { lookOnPage } from "./onPage";

export interface PoseEngine {
  readonly model: ModelName;
  readonly delegate: Delegate;
  /** The picture is closed, whatever comes of it. Throws a `PoseError`; it is of no more use then. */
  look(picture: VideoFrame | ImageBitmap, capturedMs: number): Promise<Seen>;
  /** Looks that are under way throw. */
  end(): void;
}

/** Loads a net into a worker of its own; onto the page where workers cannot look. Throws a `PoseError`. */
export async function beginEngine(
  model: ModelName,
  delegate: Delegate,
  net: Uint8Array,
  fileset: Fileset,
): Promise<PoseEngine> {
  const worker = new Worker(new URL("./pose.worker.ts", import.meta.url), { type: "module", name: "pose" });
  const { ask, fail } = asking<Asked, Told>(worker, (told) =>
    told.kind === "failed" ? told.sentence : null,
  );
  const end = () => {
    worker.terminate();
    fail("it was ended.");
  };
  try {
    const { kind } = await ask({ kind: "begin", net, delegate, fileset });
    if (kind === "blind") {
      end();
      return { model, delegate, ...(await lookOnPage({ net, delegate, fileset })) };
    }
  } catch (error) {
    end();
    throw error;
  }
  return {
    model,
    delegate,
    async look(picture, capturedMs) {
      try {
        const told = await ask({ kind: "look", picture, capturedMs }, [picture]);
        if (told.kind !== "seen") throw new PoseError("It answered something else.");
        return told.seen;
      } catch (error) {
        picture.close(); // where the worker never had it
        throw error;
      }
    },
    end,
  };
}
