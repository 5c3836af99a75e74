/**
 * Looking on the page itself, for browsers that draw by WebGL nowhere else: slower, as everything else of a dance waits
 * meanwhile, so that after a look the page is left alone for as long. Throws a `PoseError` where not even a page draws.
 */

import { PoseError } from "./asking";
import type { PoseEngine } from "./engine";
import { canDraw } from "./graphics";
import type { Looking, Sight } from "./looking";

export async function lookOnPage(sight: Sight): Promise<Pick<PoseEngine, "look" | "end">> {
  const canvas = () => document.createElement("canvas");
  if (!canDraw(canvas())) throw new PoseError("This browser draws nothing by WebGL.");
  const looking = await begun(sight, canvas()).catch(failed);
  let freeMs = 0;
  let isEnded = false;
  return {
    async look(picture, capturedMs) {
      try {
        await new Promise((waited) => setTimeout(waited, freeMs - performance.now()));
        if (isEnded) throw new PoseError("Looking for poses failed: it was ended.");
        const seen = looking.look(picture, capturedMs);
        freeMs = performance.now() + seen.tookMs;
        return seen;
      } catch (error) {
        return failed(error);
      } finally {
        picture.close();
      }
    },
    end() {
      if (!isEnded) looking.close();
      isEnded = true;
    },
  };
}

/** On a page the library takes its loader for no module: here it is loaded as one, and handed over as the library does. */
async function begun(sight: Sight, canvas: HTMLCanvasElement): Promise<Looking> {
  const { lookingBy } = await import("./looking");
  const loader = (await import(/* @vite-ignore */ sight.fileset.wasmLoaderPath)) as {
    readonly default: unknown;
  };
  Object.assign(globalThis, { ModuleFactory: loader.default });
  return lookingBy({ ...sight, fileset: { ...sight.fileset, wasmLoaderPath: "" } }, canvas);
}

function failed(error: unknown): never {
  throw error instanceof PoseError ? error : new PoseError(`Looking for poses failed: ${String(error)}`);
}
