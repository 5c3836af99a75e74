/** Averaged taps become marks. A mark that a person has confirmed or placed by hand stays where it is. */
import { median, steps } from "../numbers";
import { nearestTo, type Sketch, withAdded, withOnly } from "../sketch";
import type { AveragedBeat } from "./average";

/** The sketch with the beats for the unconfirmed taps that were there in their stretch of the song. */
export function withTaps(sketch: Sketch, beats: readonly AveragedBeat[]): Sketch {
  const first = beats[0];
  const last = beats.at(-1);
  if (first === undefined || last === undefined) return sketch;
  const reachS = median(steps(beats.map(({ s }) => s))) / 2 || 0;
  const kept = withOnly(sketch, ({ s, confirmed, origin }) => {
    const outside = s < first.s - reachS || s > last.s + reachS;
    return outside || confirmed || (origin !== "tap" && origin !== "proposal");
  });
  const free = beats.filter(({ s }) => {
    const near = nearestTo(kept.marks, s);
    return near === null || Math.abs(near.s - s) >= reachS;
  });
  return withAdded(
    kept,
    free.map(({ s, slow }) => ({ s, origin: "tap", slow, confirmed: false }) as const),
  );
}
