/** A simulated person who taps, with a seed: late by a latency, shaking, missing some, bouncing some. Tests only. */

export type Person = {
  readonly latencyS: number;
  /** Standard deviation. */
  readonly shakeS: number;
  readonly misses: number;
  readonly bounces: number;
};

export const STEADY: Person = { latencyS: 0.08, shakeS: 0.02, misses: 0, bounces: 0 };

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A song's beats with a tempo that breathes by 2 %. */
export function breathing(count: number, periodS = 0.5, startS = 5): readonly number[] {
  let s = startS;
  return Array.from({ length: count }, (_, at) => {
    const now = s;
    s += periodS * (1 + 0.02 * Math.sin(at / 6));
    return now;
  });
}

export function tapsOf(beatsS: readonly number[], person: Person, random: () => number): readonly number[] {
  return beatsS.flatMap((s) => {
    if (random() < person.misses) return [];
    const tapS = s + person.latencyS + person.shakeS * normal(random);
    return random() < person.bounces ? [tapS, tapS + 0.06] : [tapS];
  });
}
