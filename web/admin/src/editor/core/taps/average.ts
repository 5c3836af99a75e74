/**
 * Several passes of taps made into one: taps of different passes that mean the same beat are found, slips left out and
 * told, the rest averaged. Every pass counts alike; which was first does not matter.
 */
import { mean, median, spread, steps } from "../numbers";
import { nearestTo } from "../sketch";
import { microseconds, shownMs } from "../times";
import { type PassRead, readPass, type TapPass } from "./pass";

export type AveragedBeat = {
  readonly s: number;
  /** No tap at full speed is behind it. */
  readonly slow: boolean;
  /** Taps behind it. */
  readonly count: number;
  readonly spreadMs: number;
};

/** A tap that was left out. `doubled`: the key bounced. `far`: beside what the other passes say. `lonely`: alone. */
export type DroppedTap = {
  readonly passId: string;
  readonly s: number;
  readonly why: "doubled" | "far" | "lonely";
  /** Beside the other taps of its beat; 0 where there is none. */
  readonly offMs: number;
};

export type Averaged = {
  readonly beats: readonly AveragedBeat[];
  readonly passes: readonly PassRead[];
  readonly dropped: readonly DroppedTap[];
};

type GoodPass = Extract<PassRead, { kind: "good" }>;
type Tap = { readonly s: number; readonly pass: GoodPass };

/** A tap farther than this many times the passes' shake from the others of its beat is a slip. */
const FAR = 3;
const LEAST_SHAKE_S = 0.01;

export function averaged(raw: readonly TapPass[]): Averaged {
  const passes = raw.map(readPass);
  const good = passes.filter((pass) => pass.kind === "good");
  const stepS = median(good.flatMap(({ beatsS }) => steps(beatsS)));
  const shakenS = Math.max(LEAST_SHAKE_S, median(good.map(({ spreadMs }) => spreadMs / 1000)));
  const dropped: DroppedTap[] = good.flatMap((pass) =>
    pass.doubledS.map((s) => ({ passId: pass.id, s, why: "doubled" as const, offMs: 0 })),
  );
  const beats = gathered(good, stepS / 2).flatMap((taps) => {
    if (!isSupported(taps, good, stepS / 2)) {
      dropped.push(...taps.map(({ s, pass }) => ({ passId: pass.id, s, why: "lonely" as const, offMs: 0 })));
      return [];
    }
    const { kept, far } = withoutSlips(taps, FAR * shakenS);
    dropped.push(...far);
    return [beatOf(kept)];
  });
  return { beats, passes, dropped: dropped.sort((one, other) => one.s - other.s) };
}

/**
 * Taps by the beat they mean. Beats are first those of the pass with most taps; the others' taps go to the nearest
 * within reach, or begin a beat of their own. A second round with the middles of the first makes the order of the
 * passes matter no more.
 */
function gathered(passes: readonly GoodPass[], reachS: number): readonly (readonly Tap[])[] {
  const byLength = passes.toSorted((one, other) => other.beatsS.length - one.beatsS.length);
  let centres: readonly number[] = [];
  for (const { beatsS } of byLength)
    centres = [...centres, ...unmatched(beatsS, centres, reachS)].sort(byTime);
  for (let round = 0; round < 2; round += 1) {
    centres = assigned(passes, centres, reachS).map((taps) => median(taps.map(({ s }) => s)));
  }
  return assigned(passes, centres, reachS);
}

function assigned(
  passes: readonly GoodPass[],
  centres: readonly number[],
  reachS: number,
): readonly (readonly Tap[])[] {
  const groups = new Map<number, Tap[]>(centres.toSorted(byTime).map((centre) => [centre, []]));
  for (const pass of passes) {
    for (const [s, centre] of pairs(pass.beatsS, centres, reachS)) groups.get(centre)?.push({ s, pass });
    for (const s of unmatched(pass.beatsS, centres, reachS))
      groups.set(s, [...(groups.get(s) ?? []), { s, pass }]);
  }
  return [...groups]
    .filter(([, taps]) => taps.length > 0)
    .sort(([one], [other]) => one - other)
    .map(([, taps]) => taps);
}

/** Taps and centres that are nearest to each other, within reach. */
function pairs(beatsS: readonly number[], centres: readonly number[], reachS: number) {
  const taps = beatsS.map((s) => ({ s }));
  const places = centres.toSorted(byTime).map((s) => ({ s }));
  return beatsS.flatMap((s) => {
    const centre = nearestTo(places, s);
    const mutual = centre !== null && Math.abs(centre.s - s) < reachS && nearestTo(taps, centre.s)?.s === s;
    return mutual ? [[s, centre.s] as const] : [];
  });
}

function unmatched(beatsS: readonly number[], centres: readonly number[], reachS: number): readonly number[] {
  const matched = new Set(pairs(beatsS, centres, reachS).map(([s]) => s));
  return beatsS.filter((s) => !matched.has(s));
}

/** Whether at least half of the passes that were being tapped then have a tap there. */
function isSupported(taps: readonly Tap[], passes: readonly GoodPass[], marginS: number): boolean {
  const s = median(taps.map((tap) => tap.s));
  const there = passes.filter(
    ({ beatsS }) => (beatsS[0] ?? s) - marginS <= s && s <= (beatsS.at(-1) ?? s) + marginS,
  );
  return taps.length * 2 >= there.length;
}

function withoutSlips(taps: readonly Tap[], reachS: number) {
  const centreS = median(taps.map(({ s }) => s));
  const isFar = ({ s }: Tap) => taps.length > 2 && Math.abs(s - centreS) > reachS;
  return {
    kept: taps.filter((tap) => !isFar(tap)),
    far: taps
      .filter(isFar)
      .map(({ s, pass }) => ({ passId: pass.id, s, why: "far" as const, offMs: shownMs(s - centreS) })),
  };
}

function beatOf(taps: readonly Tap[]): AveragedBeat {
  const times = taps.map(({ s }) => s);
  return {
    s: microseconds(mean(times)),
    slow: taps.every(({ pass }) => pass.slow),
    count: taps.length,
    spreadMs: shownMs(spread(times)),
  };
}

function byTime(one: number, other: number): number {
  return one - other;
}
