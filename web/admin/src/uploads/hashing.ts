/** The sha256 of a file, made in a worker of its own while its parts are on their way. */
import type { HashTold } from "./hashing.worker";

/** The file cannot be read any more: it was changed, moved or deleted since it was chosen. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}

/**
 * Hash the file. `onProgress` hears of the bytes that are done.
 * @throws UnreadableError; AbortError when `signal` says so.
 */
export function hashOf(
  file: File,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const worker = new Worker(new URL("./hashing.worker.ts", import.meta.url), { type: "module" });
  return new Promise<string>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new DOMException("Given up.", "AbortError")));
    worker.addEventListener("error", ({ message }) => reject(new UnreadableError(message)));
    worker.addEventListener("message", ({ data }: MessageEvent<HashTold>) => {
      if (data.kind === "progress") onProgress(data.bytes);
      else if (data.kind === "done") resolve(data.sha256);
      else reject(new UnreadableError(data.why));
    });
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}
