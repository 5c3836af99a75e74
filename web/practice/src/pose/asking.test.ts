import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asking, type Port, PoseError, SILENCE_MS } from "./asking";

interface Answer {
  readonly number?: number;
  readonly of?: string;
  readonly failed?: string;
}

/** A worker that answers when it is told to. */
function silent() {
  const asked: { readonly of: string; readonly number: number }[] = [];
  const port: Port = {
    postMessage: (message) => asked.push(message as never),
    onmessage: null,
    onerror: null,
  };
  const answer = (data: Answer) => port.onmessage?.({ data } as MessageEvent);
  const questions = asking<{ of: string }, Answer>(port, ({ failed }) => failed ?? null);
  return { asked, answer, ...questions };
}

describe("what is asked of a worker", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is each answered with its own answer, though two wait at once", async () => {
    const { ask, asked, answer } = silent();
    const both = [ask({ of: "check" }), ask({ of: "dance" })];
    for (const { number, of } of [...asked].reverse()) answer({ number, of });
    expect((await Promise.all(both)).map(({ of }) => of)).toEqual(["check", "dance"]);
    await vi.advanceTimersByTimeAsync(2 * SILENCE_MS);
    const later = ask({ of: "later" });
    answer(asked.at(-1) as Answer);
    expect((await later).of).toBe("later");
  });

  it("ends in an error, all of it, where the worker fails", async () => {
    const { ask, answer } = silent();
    const both = [ask({ of: "check" }), ask({ of: "dance" })];
    answer({ failed: "out of memory" });
    for (const each of await Promise.allSettled(both)) {
      expect(each.status === "rejected" && each.reason).toBeInstanceOf(PoseError);
    }
    await expect(ask({ of: "more" })).rejects.toThrow("out of memory");
  });

  it("ends in an error where the worker has died without a word, or was ended", async () => {
    const dead = silent();
    const waits = expect(dead.ask({ of: "check" })).rejects.toThrow("does not answer");
    await vi.advanceTimersByTimeAsync(SILENCE_MS);
    await waits;
    const ended = silent();
    const looks = ended.ask({ of: "check" });
    ended.fail("it was ended.");
    await expect(looks).rejects.toThrow("ended");
  });
});
