/**
 * What a frame costs: the golden class, and a practice of it at 30 frames a second. Prints JSON: time of the processor for
 * each frame, judgements and sheets included, which a busy machine does not change much; and times as they passed.
 *
 *     scripts/node.sh node runtime/bench/scoring.ts
 */

import { type Reference, Session } from "@eightcount/runtime/scoring";
import { CLASS, goldenPractices, goldenReference, type Practice } from "../src/golden_dances.ts";

const [WARM_UP, RUNS] = [30, 60];

interface Cost {
  /** Microseconds of each push. */
  readonly quiet: number[];
  /** The same of those at which a step was judged. */
  readonly judging: number[];
  /** Of `result`. */
  readonly results: number[];
}

function dance(reference: Reference, practice: Practice, cost: Cost): void {
  const session = new Session(reference, CLASS.width, CLASS.height);
  for (let at = 0; at < practice.times_s.length; at++) {
    const from = performance.now();
    const events = session.push(practice.times_s[at] as number, practice.frames[at] ?? null);
    (events.length > 1 ? cost.judging : cost.quiet).push(1000 * (performance.now() - from));
  }
  const from = performance.now();
  session.result();
  cost.results.push(1000 * (performance.now() - from));
}

function rank(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(share * (values.length - 1))] as number;
}

const practice = goldenPractices().find(({ name }) => name === "plain") as Practice;
const [reference, cost] = [goldenReference(), { quiet: [], judging: [], results: [] } as Cost];
for (let run = 0; run < WARM_UP; run++) dance(reference, practice, { quiet: [], judging: [], results: [] });
const before = process.cpuUsage();
for (let run = 0; run < RUNS; run++) dance(reference, practice, cost);
const { user, system } = process.cpuUsage(before);
const frames = cost.quiet.length + cost.judging.length;
const report = {
  ...{ node: process.version, frames },
  cpu_us_per_frame: (user + system) / frames,
  us_between_judgements: { median: rank(cost.quiet, 0.5), p95: rank(cost.quiet, 0.95) },
  us_with_a_judgement: { median: rank(cost.judging, 0.5), p95: rank(cost.judging, 0.95) },
  us_per_sheet: rank(cost.results, 0.5),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
