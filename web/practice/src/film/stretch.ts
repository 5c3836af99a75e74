/**
 * Sound slower than it was made, at its own pitch: overlapping pieces of it, each taken where it goes on most smoothly
 * from the one before (waveform similarity overlap-add: Verhelst and Roelands, 1993). Must know no file.
 */

/** Channels of samples. */
export type Planes = readonly Float32Array<ArrayBuffer>[];

/** So many frames of the sound from there on; silence where it has none. */
export type ReadSound = (from: number, count: number) => Promise<Planes>;

/** A piece and how far it may be off where it belongs, seconds: below both the ear hears one sound. */
const PIECE_S = 0.04;
const SEARCH_S = 0.008;
/** Every so many samples are compared. */
const STEP = 4;

/** So many frames, half a piece at a time: what lies at `from` and goes on at `speed`. */
export async function* stretched(
  read: ReadSound,
  { from, frames, speed, rateHz }: { from: number; frames: number; speed: number; rateHz: number },
): AsyncGenerator<Planes> {
  const half = Math.round((PIECE_S * rateHz) / 2);
  const search = Math.round(SEARCH_S * rateHz);
  const rise = Float32Array.from(
    { length: half },
    (_, at) => Math.sin((Math.PI / 2) * ((at + 0.5) / half)) ** 2,
  );
  let tails: Planes | null = null;
  let before: number | null = null;
  for (let at = -half; at < frames; at += half) {
    // The middle of a piece lies where its middle belongs.
    const due = Math.round(from + (at + half) * speed - half);
    const around = await read(due - search, 2 * half + 2 * search);
    const goesOn: Planes | null = before === null ? null : await read(before + half, half);
    const shift: number = goesOn === null ? search : smoothest(around, goesOn, 2 * search);
    before = due - search + shift;
    const heads = around.map((plane) => plane.subarray(shift, shift + half));
    const ends = around.map((plane) => plane.subarray(shift + half, shift + 2 * half));
    if (tails) yield overlapped(tails, heads, rise).map((plane) => plane.subarray(0, frames - at));
    tails = ends.map((plane) => plane.map((value, index) => value * (1 - (rise[index] ?? 1))));
  }
}

function overlapped(tails: Planes, heads: Planes, rise: Float32Array): Float32Array<ArrayBuffer>[] {
  return tails.map((tail, channel) =>
    tail.map((value, at) => value + (heads[channel]?.[at] ?? 0) * (rise[at] ?? 1)),
  );
}

/** By how many frames, 0 to `most`, what is around must be shifted to be likest to what would go on; the middle where nothing is. */
function smoothest(around: Planes, goesOn: Planes, most: number): number {
  const [place, wanted] = [mixed(around), mixed(goesOn)];
  let [best, bestShift] = [0, most / 2];
  for (let shift = 0; shift <= most; shift += STEP) {
    let [product, power] = [0, 1e-9];
    for (let at = 0; at < wanted.length; at += STEP) {
      const value = place[shift + at] as number;
      product += value * (wanted[at] as number);
      power += value * value;
    }
    const alike = product / Math.sqrt(power);
    if (alike > best * 1.0001) [best, bestShift] = [alike, shift];
  }
  return bestShift;
}

function mixed(planes: Planes): Float32Array {
  const [first = new Float32Array(0), second = first] = planes;
  return first.map((value, at) => value + (second[at] ?? 0));
}
