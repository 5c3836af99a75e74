import type { Pack } from "@eightcount/runtime";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { beginScorer } from "./scorer";

const ended = vi.fn();
/** What the worker does when it is asked for something. */
let asked: (worker: Worker) => void = () => undefined;

class AWorker {
  postMessage() {
    asked(this as unknown as Worker);
  }
  terminate = ended;
}

beforeEach(() => {
  vi.useFakeTimers();
  ended.mockClear();
  vi.stubGlobal("Worker", AWorker);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a worker that breaks before the class is measured, or does not answer, is ended", async () => {
  asked = (worker) => worker.onerror?.({ message: "no memory" } as ErrorEvent);
  await expect(beginScorer({} as Pack, () => undefined)).rejects.toThrow("no memory");
  expect(ended).toHaveBeenCalledOnce();
  asked = () => undefined;
  const silent = expect(beginScorer({} as Pack, () => undefined)).rejects.toThrow("did not come");
  await vi.runAllTimersAsync();
  await silent;
  expect(ended).toHaveBeenCalledTimes(2);
});

test("one that has measured it lives", async () => {
  asked = (worker) => worker.onmessage?.({ data: { kind: "prepared" } } as MessageEvent);
  const scorer = await beginScorer({} as Pack, () => undefined);
  expect(ended).not.toHaveBeenCalled();
  scorer.end();
  expect(ended).toHaveBeenCalledOnce();
});
