/** How fast an upload goes and how long it still takes, from what has arrived when. Pure. */

export type Sample = Readonly<{ atMs: number; bytes: number }>;
type Pace = Readonly<{ bytesPerS: number; leftS: number | null }>;

/** Older than this says nothing of the line as it is now. */
const WINDOW_MS = 12_000;
/** A shorter look is mostly chance. */
const LEAST_MS = 800;

/** The samples that still count, with a new one. What was there before a pause or a resume must not be kept. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const recent = samples.filter(({ atMs }) => atMs >= sample.atMs - WINDOW_MS && atMs < sample.atMs);
  return [...recent, sample];
}

/** Bytes a second over the window, and the seconds that the rest takes at that; null while it cannot be told. */
export function paceOf(samples: readonly Sample[], totalBytes: number): Pace {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < LEAST_MS) {
    return { bytesPerS: 0, leftS: null };
  }
  const bytesPerS = Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.atMs - first.atMs));
  return { bytesPerS, leftS: bytesPerS > 0 ? (totalBytes - last.bytes) / bytesPerS : null };
}
