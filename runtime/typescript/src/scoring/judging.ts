/**
 * One step, judged: its sheet under the leading hypothesis and shift.
 *
 * The sheet of a step follows from its table, see `measuring`, and a second, closer look at the one pose that was chosen; it
 * is made anew whenever another hypothesis or shift leads.
 */

import { FEATURE_NAMES, type FeatureName, PLACE_SPAN } from "../classpack/features.ts";
import type { Parameters } from "../classpack/parameters.ts";
import { scoreOf } from "./curve.ts";
import { RATE_HZ } from "./grid.ts";
import type { Hypothesis } from "./hypotheses.ts";
import type { Learner } from "./learner.ts";
import { combined, LAGS, MOST_LAG, seenShare } from "./matching.ts";
import { type Bench, look, type Table } from "./measuring.ts";
import { ANGLE_COUNT, asSeen, FEATURE_COUNT, PLACE_COUNT } from "./posing.ts";
import { poseSample, type Reference, type StepReference } from "./reference.ts";
import { COSTS, type CostName, type Difference, type StepSheet, type WhyNot } from "./sheet.ts";
import { type Leader, ownLag, timingFactor } from "./timing.ts";

/** A step as it looks under a hypothesis and a shift: all of its sheet but what the shift itself costs. */
export interface View {
  /** That it was looked at with. */
  readonly way: number;
  readonly lag: number;
  /** Why it is not judged, or what was seen. */
  readonly found: WhyNot | Found;
}

interface Found {
  /** Samples by which it is late, between samples. */
  readonly late: number;
  readonly pose: number;
  readonly motion: number;
  /** Similarity of both together. */
  readonly both: number;
  readonly energy: number;
  readonly amplitude: number;
  /** Of the 16 features and of motion: they add up to 1 - `both`. */
  readonly costs: readonly number[];
  readonly differences: Readonly<Record<FeatureName, Difference>>;
}

/** A measured step under one of the hypotheses and the run's shift in samples. */
export function view(
  table: Table,
  reference: Reference,
  learner: Learner,
  ways: readonly Hypothesis[],
  { way, lag }: Leader,
  bench: Bench,
): View {
  const { step, similarity, valid } = table;
  const row = { similarity, valid, offset: way * LAGS };
  if (valid[row.offset + MOST_LAG + lag] !== 1) return { way, lag, found: whyNot(table, lag) };
  const [numbers, hypothesis] = [reference.parameters, ways[way] as Hypothesis];
  const own = ownLag(row, lag, numbers);
  for (let at = 0; at <= step.point - step.start; at++) {
    const number = step.start + own.lag + at;
    const { turn } = hypothesis;
    poseSample(learner.grid, number, bench.sample, table.scale, table.ratios, turn, 1, at, bench.chosen);
  }
  const amplitude = amplitudeOf(step, hypothesis, numbers, bench);
  look(step, bench.chosen, 0, hypothesis, 0, numbers, bench);
  const found = {
    ...{ late: own.late, pose: bench.pose.similarity, motion: bench.motion.agreement },
    ...{
      both: combined(bench.pose, bench.motion, numbers),
      energy: energyFactor(amplitude, numbers),
      amplitude,
    },
    ...{ costs: costsOf(bench, numbers), differences: differencesOf(bench, step) },
  };
  return { way, lag, found };
}

function whyNot({ step, framed }: Table, lag: number): WhyNot {
  if (!step.seen) return "teacher_not_seen";
  return framed[MOST_LAG + lag] === 1 ? "dancer_not_seen" : "no_frames";
}

/** Raw similarity of a step, from its view under the leading hypothesis and shift; null where it is not judged. */
export function rawOf(
  step: StepReference,
  { found }: View,
  leader: Leader,
  numbers: Parameters,
): number | null {
  if (typeof found === "string") return null;
  return found.both * found.energy * timingOf(step, found, leader, numbers);
}

function timingOf({ lengthS }: StepReference, { late }: Found, leader: Leader, numbers: Parameters): number {
  return timingFactor(leader.late / RATE_HZ, (late - leader.late) / RATE_HZ, lengthS, numbers);
}

/** The sheet of a step, from its view under the leading hypothesis and shift. */
export function judge(
  step: StepReference,
  { found }: View,
  leader: Leader,
  speed: number,
  numbers: Parameters,
): StepSheet {
  if (typeof found === "string") return notJudged(step, found);
  const { both, energy, pose, motion, amplitude, differences } = found;
  const timing = timingOf(step, found, leader, numbers);
  const shape = both * energy;
  const losses = [...found.costs, both * (1 - energy), shape * (1 - timing)];
  return {
    ...{ part: step.part, count: step.count, videoS: step.videoS, judged: true, whyNot: null },
    ...{ score: scoreOf(shape * timing, numbers), raw: shape * timing, shape, timing },
    ...{ pose, motion, energy, amplitude, lateMs: (1000 * found.late) / RATE_HZ / speed },
    costs: Object.fromEntries(COSTS.map((name, at) => [name, losses[at]])) as Record<CostName, number>,
    differences,
  };
}

function notJudged({ part, count, videoS }: StepReference, why: WhyNot): StepSheet {
  return {
    ...{ part, count, videoS, judged: false, whyNot: why, score: null, raw: null, shape: null },
    ...{ timing: null, pose: null, motion: null, energy: null, amplitude: null, lateMs: null },
    ...{ costs: null, differences: null },
  };
}

/** What each feature and the motion took of 1. */
function costsOf({ pose, motion }: Bench, numbers: Parameters): readonly number[] {
  const share = numbers.motionShare;
  const total = pose.weights.reduce((sum, weight) => sum + weight, 0);
  const ofPose = pose.weights.map(
    (weight, at) => ((1 - share) * weight * (1 - (pose.alike[at] as number))) / total,
  );
  return [...ofPose, share * (1 - motion.agreement)];
}

function differencesOf(
  { pose, learned }: Bench,
  { instants }: StepReference,
): Readonly<Record<FeatureName, Difference>> {
  const [mine, teachers] = [learned[2], instants[2]];
  const apart = (one: Float64Array, other: Float64Array, at: number) =>
    (one[at] as number) - (other[at] as number);
  const differences = FEATURE_NAMES.map((name, at): readonly [FeatureName, Difference] => {
    if (!((pose.weights[at] as number) > 0)) return [name, null];
    if (at < ANGLE_COUNT) return [name, apart(mine.angles, teachers.angles, at)];
    const x = 2 * (at - ANGLE_COUNT);
    const axes = [x, x + 1].map((axis) => apart(mine.places, teachers.places, axis) * PLACE_SPAN);
    return [name, axes as [number, number]];
  });
  return Object.fromEntries(differences) as Record<FeatureName, Difference>;
}

/**
 * The learner's path length by the teacher's from a step's start to its point. Only what is seen of both counts; a path
 * that is noise counts as 1 beside another.
 */
function amplitudeOf(
  { path, point, start, weights }: StepReference,
  way: Hypothesis,
  numbers: Parameters,
  { chosen, learned }: Bench,
): number {
  let mine = 0;
  let teachers = 0;
  for (let row = 1; row <= point - start; row++) {
    asSeen(chosen, row - 1, 0, way, learned[0]);
    asSeen(chosen, row, 0, way, learned[1]);
    for (let place = 0; place < PLACE_COUNT; place++) {
      const at = ANGLE_COUNT + place;
      const before = path.visibility[(row - 1) * FEATURE_COUNT + at] as number;
      const now = path.visibility[row * FEATURE_COUNT + at] as number;
      const both = Math.min(
        seenShare(learned[0].visibility[at] as number, before, numbers),
        seenShare(learned[1].visibility[at] as number, now, numbers),
      );
      const weight = both * (weights[at] as number);
      mine += weight * wayOf(learned[0].places, 2 * place, learned[1].places, 2 * place);
      const from = 2 * ((row - 1) * PLACE_COUNT + place);
      teachers += weight * wayOf(path.places, from, path.places, from + 2 * PLACE_COUNT);
    }
  }
  let whole = 0;
  for (let at = ANGLE_COUNT; at < FEATURE_COUNT; at++) whole += weights[at] as number;
  const noise = Math.max(numbers.energyStill * whole, 1e-9);
  return (mine + noise) / (teachers + noise);
}

function wayOf(one: Float64Array, from: number, other: Float64Array, to: number): number {
  const x = (other[to] as number) - (one[from] as number);
  const y = (other[to + 1] as number) - (one[from + 1] as number);
  return Math.sqrt(x * x + y * y);
}

function energyFactor(amplitude: number, numbers: Parameters): number {
  const enough = Math.min(amplitude, 1 / amplitude) / numbers.energyEnough;
  return Math.min(Math.max(enough, numbers.energyFloor), 1) ** numbers.energyPower;
}
