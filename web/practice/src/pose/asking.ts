/**
 * Questions to a worker and its answers, matched by number: several may be under way at once. Must not know what is asked.
 */

/** It cannot look any more: it died, ran out of memory, could not begin, or was ended. */
export class PoseError extends Error {
  override readonly name = "PoseError";
}

/** Longer than this no look takes, nor loading, but where a worker has died without a word. */
export const SILENCE_MS = 20_000;

/** What of a worker is used. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface Asking<Asked, Answer> {
  /** Throws a `PoseError` where no answer comes; none comes to anything else that is asked then. */
  ask(asked: Asked, transfer?: Transferable[]): Promise<Answer>;
  /** Whatever waits for an answer is told that none comes. */
  fail(why: string): void;
}

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  readonly silence: ReturnType<typeof setTimeout>;
}

/** @param sentenceOf of an answer that says that the worker cannot go on; null of others */
export function asking<Asked extends object, Answer extends object>(
  port: Port,
  sentenceOf: (answer: Answer) => string | null,
): Asking<Asked, Answer> {
  const waiting = new Map<number, Waiting<Answer>>();
  let broken: PoseError | null = null;
  let last = 0;

  function fail(why: string): void {
    broken ??= new PoseError(`Looking for poses failed: ${why}`);
    for (const { reject, silence } of waiting.values()) {
      clearTimeout(silence);
      reject(broken);
    }
    waiting.clear();
  }

  port.onerror = ({ message }) => fail(message);
  port.onmessage = ({ data }: MessageEvent<Answer & { readonly number: number }>) => {
    const sentence = sentenceOf(data);
    if (sentence !== null) return fail(sentence);
    const asked = waiting.get(data.number);
    waiting.delete(data.number);
    clearTimeout(asked?.silence);
    asked?.resolve(data);
  };

  return {
    ask: (asked, transfer = []) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken);
        const number = ++last;
        port.postMessage({ ...asked, number }, transfer);
        const silence = setTimeout(() => fail("the worker does not answer."), SILENCE_MS);
        waiting.set(number, { resolve, reject, silence });
      }),
    fail,
  };
}
