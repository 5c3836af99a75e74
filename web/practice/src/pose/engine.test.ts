import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PoseError } from "./asking";
import { beginEngine } from "./engine";
import type { Seen, Told } from "./messages";

const SEEN: Seen = { landmarks: null, people: 0, width: 320, height: 240, tookMs: 40 };
const FILESET = { wasmLoaderPath: "data:text/javascript,export default 1", wasmBinaryPath: "" };

vi.mock("./seeing", () => ({ seeingBy: async () => ({ look: () => SEEN, close: () => undefined }) }));

let isEnded = false;

/** A worker that answers everything so. */
function answering(told: Told) {
  return class {
    onmessage: ((event: { data: unknown }) => void) | null = null;
    postMessage({ number }: { readonly number: number }) {
      queueMicrotask(() => this.onmessage?.({ data: { ...told, number } }));
    }
    terminate() {
      isEnded = true;
    }
  };
}

/** A page whose canvas gives that context. */
function drawing(context: object | null) {
  vi.stubGlobal("document", { createElement: () => ({ getContext: () => context }) });
}

function aPicture() {
  const close = vi.fn();
  return { picture: { close } as unknown as VideoFrame, close };
}

const begun = () => beginEngine("lite", "CPU", new Uint8Array(1), FILESET);

beforeEach(() => {
  isEnded = false;
  vi.useFakeTimers();
  vi.stubGlobal("Worker", answering({ kind: "blind" }));
  drawing({ getExtension: () => null });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("where a worker is blind the page looks, holds no picture meanwhile, and is left alone for as long", async () => {
  const engine = await begun();
  expect(isEnded).toBe(true);
  const { picture, close } = aPicture();
  const given = vi.fn();
  const looked = engine.look(picture, 0).then(given);
  expect(close).toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(SEEN.tookMs - 1);
  expect(given).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await looked;
  expect(given).toHaveBeenCalledWith(SEEN);
});

test("an engine on the page that was ended looks no more, and keeps no picture", async () => {
  const engine = await begun();
  const underWay = engine.look(aPicture().picture, 0).catch((error: PoseError) => error.name);
  engine.end();
  await vi.advanceTimersByTimeAsync(SEEN.tookMs);
  expect(await underWay).toBe("PoseError");
  const { picture, close } = aPicture();
  await expect(engine.look(picture, 33)).rejects.toThrow("it was ended");
  expect(close).toHaveBeenCalled();
});

test("where not even a page draws, that is told", async () => {
  drawing(null);
  await expect(begun()).rejects.toThrow("draws nothing by WebGL");
});
