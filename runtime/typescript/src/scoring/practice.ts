/**
 * What a practice has come to: its samples, the tables of the steps that are over, and the sheet that follows from them.
 *
 * Everything follows from the samples on the grid alone, so the same frames give the same sheet however they come. Must
 * not know who asks, nor tell anything by itself: `session` does.
 */

import { STEPS_PER_PART } from "../classpack/routine.ts";
import { RUNTIME_LEVEL, RUNTIME_VERSION } from "../version.ts";
import { AFTER, BEFORE } from "./body.ts";
import { RATE_HZ } from "./grid.ts";
import { type Hypothesis, hypotheses } from "./hypotheses.ts";
import { judge, type View, view } from "./judging.ts";
import { type Learner, learnerOn, measureLimbs } from "./learner.ts";
import { LAGS, MOST_LAG } from "./matching.ts";
import { type Bench, benchFor, emptyTable, measure, type Table } from "./measuring.ts";
import type { Reference, StepReference } from "./reference.ts";
import type { Setting } from "./setting.ts";
import type { PartSheet, SessionSheet, Sheet, StepSheet } from "./sheet.ts";
import { Stream } from "./stream.ts";
import {
  bestAndWorst,
  costlyJoint,
  notSeen,
  partSheet,
  type Span,
  totalSheet,
  warningsOf,
} from "./summary.ts";
import { addVote, type Leader, lead } from "./timing.ts";

/** This runtime's, in its sheets: that of Python has its own. */
const NAME = "@eightcount/runtime";

/** One practice of a class; filled by its stream. */
export class Practice {
  readonly reference: Reference;
  /** The hypotheses to choose from. */
  readonly ways: readonly Hypothesis[];
  /** Of the parts that are practised. */
  readonly steps: readonly StepReference[];
  /** Takes the frames. */
  readonly stream: Stream;
  /** Their samples. */
  readonly learner: Learner;
  readonly bench: Bench;
  /** One for each step; the first `passed` are measured for good. */
  readonly tables: readonly Table[];
  /** Steps that are over. */
  passed = 0;
  /** Are no frames taken any more, and the steps of the parts that were begun over? */
  ended = false;
  private readonly setting: Setting;
  /** Sums of what the steps that are over say of hypotheses and shifts, and how many of them have a say. */
  private readonly totals: Float64Array;
  private voters = 0;
  /** Of the steps that are over, by the hypothesis and shift that they were looked at with last. */
  private readonly views: View[] = [];

  constructor(reference: Reference, setting: Setting) {
    this.reference = reference;
    this.setting = setting;
    this.ways = hypotheses(setting.mirror);
    this.steps = reference.steps.filter(({ part }) => setting.parts.includes(part));
    const [first, last] = [this.steps[0] as StepReference, this.steps.at(-1) as StepReference];
    const aspect = setting.width / setting.height;
    this.stream = new Stream(aspect, first.start - BEFORE, last.point + AFTER + 1, setting.speed);
    this.learner = learnerOn(this.stream.grid);
    this.bench = benchFor(this.steps);
    this.tables = this.steps.map((step) => emptyTable(step, this.ways.length));
    this.totals = new Float64Array(this.ways.length * LAGS);
  }

  /** Measures the next step, if it is over; says whether it is. */
  measureNext(): boolean {
    const table = this.tables[this.passed];
    if (table === undefined) return false;
    const isPast = this.stream.next > table.step.point + AFTER;
    if (!isPast && !(this.ended && this.isBegun(table.step.part))) return false;
    this.measure(table);
    this.passed++;
    if (addVote(table.similarity, table.valid, this.totals)) this.voters++;
    return true;
  }

  /** Fills in what leads by the steps that are over. */
  lead(into: Leader): void {
    lead(this.totals, this.voters, this.ways, this.reference.parameters, into);
  }

  /** Measures the steps whose time has not come yet too, from what is known; and what leads by all. */
  measureAll(): Leader {
    const [totals, leader] = [this.totals.slice(), { way: 0, lag: 0, late: 0 }];
    let voters = this.voters;
    for (const table of this.tables.slice(this.passed)) {
      this.measure(table);
      if (addVote(table.similarity, table.valid, totals)) voters++;
    }
    lead(totals, voters, this.ways, this.reference.parameters, leader);
    return leader;
  }

  /** Of step `at`, measured; of one that is over kept while the same hypothesis and shift lead. */
  viewOf(at: number, leader: Leader): View {
    const kept = this.views[at];
    if (kept && kept.way === leader.way && kept.lag === leader.lag) return kept;
    const table = this.tables[at] as Table;
    const found = view(table, this.reference, this.learner, this.ways, leader, this.bench);
    if (at < this.passed) this.views[at] = found;
    return found;
  }

  /** The sheet of step `at`, measured. */
  judge(at: number, leader: Leader): StepSheet {
    const step = this.steps[at] as StepReference;
    return judge(step, this.viewOf(at, leader), leader, this.setting.speed, this.reference.parameters);
  }

  /** The sheet of a part, from those of its 8 steps. */
  partOf(steps: readonly StepSheet[]): PartSheet {
    const name = this.reference.routine.parts[(steps[0]?.part ?? 1) - 1]?.name ?? null;
    return partSheet(steps, name, this.reference.parameters);
  }

  /** Of what came so far. */
  sheet(): Sheet {
    const { parameters } = this.reference;
    const leader = this.measureAll();
    const steps = this.steps.map((_, at) => this.judge(at, leader));
    const [total, session] = [totalSheet(steps, parameters), this.sessionSheet(leader)];
    const [best, worst] = bestAndWorst(steps);
    const firsts = steps.flatMap((_, at) => (at % STEPS_PER_PART === 0 ? [at] : []));
    return {
      runtime: { name: NAME, version: RUNTIME_VERSION, level: RUNTIME_LEVEL },
      scoring: parameters,
      classId: this.setting.classId,
      manifest: this.setting.manifest,
      ...{ session, total, warnings: warningsOf(session, total, steps) },
      parts: firsts.map((first) => this.partOf(steps.slice(first, first + STEPS_PER_PART))),
      ...{ steps, best, worst, costly: costlyJoint(steps) },
      notSeen: notSeen(this.learner.grid, this.spans()),
    };
  }

  /** From what is known of a step; of one of which no sample is laid yet, the table is as it was made. */
  private measure(table: Table): void {
    const { start, point } = table.step;
    if (start - MOST_LAG >= this.stream.next) return;
    measureLimbs(this.learner, Math.min(this.stream.next, point + AFTER + 1));
    measure(table, this.reference, this.learner, this.ways, this.bench);
  }

  private isBegun(part: number): boolean {
    return this.steps.some((step) => step.part === part && step.start < this.stream.next);
  }

  private sessionSheet({ way, late }: Leader): SessionSheet {
    const { mirrored, yawDeg } = this.ways[way] as Hypothesis;
    const { mirror, speed, parts, width, height } = this.setting;
    return {
      ...{ mirror, mirrored, yawDeg, lagMs: (1000 * late) / RATE_HZ / speed, speed },
      ...{ picture: [width, height], parts, frames: this.stream.counts() },
    };
  }

  /** Of samples in which the parts were danced, as far as the stream has come. */
  private spans(): readonly Span[] {
    const spans: Span[] = [];
    for (const { start, point } of this.steps) {
      const high = Math.min(point, this.stream.next);
      const joined = spans.at(-1)?.[1] === start ? spans.pop() : undefined;
      const low = joined ? joined[0] : start;
      if (high > low) spans.push([low, high]);
    }
    return spans;
  }
}
