/**
 * Looking on the page itself, for browsers that draw by WebGL nowhere else: slower, as everything else of a dance waits
 * meanwhile, so that after a look the page is left alone for as long. Throws a `PoseError` where not even a page draws.
 */

import { PoseError } from "./asking";
import type { PoseEngine } from "./engine";
import { canDraw } from "./graphics";
import type { Seeing, Sight } from "./seeing";

const aCanvas = () => document.createElement("canvas");

export async function lookOnPage(sight: Sight): Promise<Pick<PoseEngine, "look" | "end">> {
  if (!canDraw(aCanvas())) throw new PoseError("This browser draws nothing by WebGL.");
  const seeing = await begun(sight).catch(failed);
  let isEnded = false;
  const goOn = () => {
    if (isEnded) throw new PoseError("Looking for poses failed: it was ended.");
  };
  return {
    async look(picture, capturedMs) {
      try {
        goOn();
        const seen = seeing.look(picture, capturedMs);
        picture.close(); // at once: a camera lends few
        await new Promise((rested) => setTimeout(rested, seen.tookMs));
        goOn();
        return seen;
      } catch (error) {
        picture.close();
        return failed(error);
      }
    },
    end() {
      if (!isEnded) seeing.close();
      isEnded = true;
    },
  };
}

/** On a page the library takes its loader for no module: here it is loaded as one, and handed over as the library does. */
async function begun(sight: Sight): Promise<Seeing> {
  const { seeingBy } = await import("./seeing");
  const loader = (await import(/* @vite-ignore */ sight.fileset.wasmLoaderPath)) as {
    readonly default: unknown;
  };
  Object.assign(globalThis, { ModuleFactory: loader.default });
  return seeingBy({ ...sight, fileset: { ...sight.fileset, wasmLoaderPath: "" } }, aCanvas);
}

function failed(error: unknown): never {
  throw error instanceof PoseError ? error : new PoseError(`Looking for poses failed: ${String(error)}`);
}
