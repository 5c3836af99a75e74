/**
 * A practice as it is danced: frames in, feedback and judgements out, and a sheet at any time.
 *
 * Everything told follows from the samples on the grid alone, so the same frames give the same sheet however they come. No
 * clock, no files. All room is made at the start: between judgements `push` allocates nothing.
 */

import { POSE_VALUES } from "../classpack/poses.ts";
import { STEPS_PER_PART } from "../classpack/routine.ts";
import { RUNTIME_LEVEL, RUNTIME_VERSION } from "../version.ts";
import { AFTER, BEFORE } from "./body.ts";
import type { Event, Feedback } from "./events.ts";
import { type Grid, RATE_HZ } from "./grid.ts";
import { type Hypothesis, hypotheses, type Mirror } from "./hypotheses.ts";
import {
  type Bench,
  benchFor,
  emptyTable,
  isJudged,
  judge,
  measure,
  rawOf,
  type Table,
  type View,
  view,
} from "./judging.ts";
import { type Learner, learnerOn, measureBody, measureLimbs } from "./learner.ts";
import { emptyTold, type Moment, tell } from "./live.ts";
import { LAGS } from "./matching.ts";
import { AS_LONG, type Reference, type StepReference } from "./reference.ts";
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
import { type Leader, lead } from "./timing.ts";

const MOST_SIDE_PX = 65_535;
const TOLD_AGAIN = 0.01;
const SLOWEST = 0.05;
const FASTEST = 4;
const NOTHING: readonly Event[] = Object.freeze([]);

/** How a practice is danced; what is left out is as usual. */
export interface SessionOptions {
  /** Is the learner a mirror image of the teacher? `auto`, as usual, finds out. */
  readonly mirror?: Mirror;
  /** That are practised, from 1; null, as usual: all. */
  readonly parts?: readonly number[] | null;
  /** Of the class; 0.5 is half speed, 1 as usual. */
  readonly speed?: number;
  /** For the sheet. */
  readonly classId?: string;
  /** sha256 of the pack's manifest, for the sheet. */
  readonly manifest?: string | null;
}

/** One practice of a class, or of some of its parts. */
export class Session {
  private readonly reference: Reference;
  private readonly options: Required<SessionOptions>;
  private readonly picture: readonly [number, number];
  private readonly parts: readonly number[];
  private readonly ways: readonly Hypothesis[];
  private readonly steps: readonly StepReference[];
  private readonly stream: Stream;
  private readonly learner: Learner;
  private readonly bench: Bench;
  private readonly tables: readonly Table[];
  private readonly totals: Float64Array;
  /** Of the steps that were due, by the hypothesis and shift that led last. */
  private readonly views: View[] = [];
  private readonly leader: Leader = { way: 0, lag: 0, late: 0 };
  private readonly told: StepSheet[] = [];
  private readonly moment: Moment;
  private readonly feedback = emptyTold();
  private readonly judgedAlone: readonly Event[] = [this.feedback.judged];
  private readonly notJudgedAlone: readonly Event[] = [this.feedback.notJudged];
  /** Steps whose time has passed, and which of them could be judged anywhere. */
  private passed = 0;
  private judged = 0;

  /**
   * Begins. Throws a `RangeError` where something of it cannot be.
   *
   * @param reference the class
   * @param width of the camera's picture, upright, pixels
   * @param height of it
   */
  constructor(reference: Reference, width: number, height: number, options: SessionOptions = {}) {
    this.options = {
      ...{ mirror: "auto", parts: null, speed: 1, classId: "", manifest: null },
      ...options,
    };
    requirePossible(width, height, this.options);
    this.reference = reference;
    this.picture = [Math.trunc(width), Math.trunc(height)];
    this.parts = chosen(this.options.parts, reference.routine.parts.length);
    this.ways = hypotheses(this.options.mirror);
    this.steps = reference.steps.filter(({ part }) => this.parts.includes(part));
    const [first, last] = [this.steps[0] as StepReference, this.steps.at(-1) as StepReference];
    this.stream = new Stream(width / height, first.start - BEFORE, last.point + AFTER + 1);
    this.learner = learnerOn(this.stream.grid);
    this.bench = benchFor(this.steps);
    this.tables = this.steps.map((step) => emptyTable(step, this.ways.length));
    this.totals = new Float64Array(this.ways.length * LAGS);
    lead(this.totals, 0, this.ways, reference.parameters, this.leader);
    const way = this.ways[0] as Hypothesis;
    this.moment = { timeS: Number.NaN, number: 0, lag: 0, step: null, way, ratios: AS_LONG };
  }

  /**
   * A frame of the camera. Throws a `RangeError` where the landmarks are not those of whole poses.
   *
   * @param timeS on the class's video clock
   * @param landmarks x, y, z, visibility of each of 33 as MediaPipe has them, of one person after the other; null with
   *   nobody
   * @param people how many there are
   * @returns what there is to tell: judgements and part summaries that became due, then feedback on this frame, which is
   *   filled in anew by the next `push`: copy what shall stay
   */
  push(
    timeS: number,
    landmarks: ArrayLike<number> | null,
    people: number = (landmarks?.length ?? 0) / POSE_VALUES,
  ): readonly Event[] {
    if (!this.stream.take(timeS, landmarks, people)) return NOTHING;
    const due = this.isDue() ? this.due() : NOTHING;
    const feedback = this.tellFrame();
    if (due.length > 0) return [...due, feedback];
    return feedback === this.feedback.judged ? this.judgedAlone : this.notJudgedAlone;
  }

  /** As `push`, but telling nothing: cheaper, for those who want the sheet alone. */
  take(
    timeS: number,
    landmarks: ArrayLike<number> | null,
    people: number = (landmarks?.length ?? 0) / POSE_VALUES,
  ): void {
    this.stream.take(timeS, landmarks, people);
  }

  /** The sheet of what came so far. Steps whose time has not come yet have no frames. */
  result(): Sheet {
    const { reference } = this;
    const leader = this.finalLeader();
    const steps = this.tables.map((_, at) => this.judge(at, leader));
    const [total, session] = [totalSheet(steps, reference.parameters), this.sessionSheet(leader)];
    const [best, worst] = bestAndWorst(steps);
    const firsts = steps.filter((_, at) => at % STEPS_PER_PART === 0);
    return {
      runtime: { name: "eightcount-runtime", version: RUNTIME_VERSION, level: RUNTIME_LEVEL },
      scoring: reference.parameters,
      classId: this.options.classId,
      manifest: this.options.manifest,
      ...{ session, total, warnings: warningsOf(session, total, steps) },
      parts: firsts.map((_, part) => this.partOf(steps.slice(8 * part, 8 * part + 8))),
      ...{ steps, best, worst, costly: costlyJoint(steps) },
      notSeen: notSeen(this.learner.grid, this.spans()),
    };
  }

  /** The learner's samples, for those who look inside; not to be changed. */
  get grid(): Grid {
    return this.learner.grid;
  }

  /** What was measured at every step, and what leads, for those who look inside; not to be changed, nor kept. */
  measured(): Readonly<{ tables: readonly Table[]; leader: Readonly<Leader> }> {
    return { leader: this.finalLeader(), tables: this.tables };
  }

  private isDue(): boolean {
    const step = this.steps[this.passed];
    return step !== undefined && this.stream.next > step.point + AFTER;
  }

  private due(): readonly Event[] {
    const events: Event[] = [];
    while (this.isDue()) {
      const table = this.tables[this.passed++] as Table;
      this.measureStep(table, table.step.point + AFTER + 1);
      addTo(this.totals, table.similarity);
      if (isJudged(table)) this.judged++;
      events.push(...this.judgements());
    }
    return events;
  }

  private measureStep(table: Table, end: number): void {
    measureLimbs(this.learner, end);
    measure(table, this.reference, this.learner, this.ways, this.bench);
  }

  /** A new table: perhaps another leader, then the step's judgement, then perhaps a part's end. */
  private judgements(): readonly Event[] {
    lead(this.totals, this.judged, this.ways, this.reference.parameters, this.leader);
    const events = this.revisions();
    const step = this.judge(this.told.length, this.leader);
    this.told.push(step);
    events.push({ kind: "judgement", step, revised: false });
    if (step.count === STEPS_PER_PART) events.push({ kind: "part", part: this.partOf(this.told.slice(-8)) });
    return events;
  }

  private revisions(): Event[] {
    const events: Event[] = [];
    for (let at = 0; at < this.told.length; at++) {
      const [step, now] = [this.steps[at] as StepReference, this.viewOf(at, this.leader)];
      const raw = rawOf(step, now, this.leader, this.reference.parameters);
      if (!differ(this.told[at] as StepSheet, raw, now)) continue;
      const sheet = this.judge(at, this.leader);
      this.told[at] = sheet;
      events.push({ kind: "judgement", step: sheet, revised: true });
    }
    return events;
  }

  /** By the tables of all steps; those that are not due yet are measured from what is known. */
  private finalLeader(): Leader {
    const [totals, leader] = [this.totals.slice(), { way: 0, lag: 0, late: 0 }];
    let judged = this.judged;
    for (const table of this.tables.slice(this.passed)) {
      this.measureStep(table, Math.min(this.stream.next, table.step.point + AFTER + 1));
      addTo(totals, table.similarity);
      if (isJudged(table)) judged++;
    }
    lead(totals, judged, this.ways, this.reference.parameters, leader);
    return leader;
  }

  private judge(at: number, leader: Leader): StepSheet {
    const step = this.steps[at] as StepReference;
    return judge(step, this.viewOf(at, leader), leader, this.options.speed, this.reference.parameters);
  }

  /** Of step `at`; kept while the same hypothesis and shift lead, for the steps that were due. */
  private viewOf(at: number, leader: Leader): View {
    const kept = this.views[at];
    if (kept && kept.way === leader.way && kept.lag === leader.lag) return kept;
    const table = this.tables[at] as Table;
    const seen = view(table, this.reference, this.learner, this.ways, leader, this.bench);
    if (at < this.passed) this.views[at] = seen;
    return seen;
  }

  private partOf(steps: readonly StepSheet[]): PartSheet {
    const name = this.reference.routine.parts[(steps[0]?.part ?? 1) - 1]?.name ?? null;
    return partSheet(steps, name, this.reference.parameters);
  }

  private sessionSheet({ way, late }: Leader): SessionSheet {
    const { mirrored, yawDeg } = this.ways[way] as Hypothesis;
    const { mirror, speed } = this.options;
    return {
      ...{ mirror, mirrored, yawDeg, lagMs: (1000 * late) / RATE_HZ / speed, speed },
      ...{ picture: this.picture, parts: this.parts, frames: this.stream.counts(speed) },
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

  private tellFrame(): Feedback {
    const { moment, stream } = this;
    measureBody(this.learner, stream.next);
    moment.timeS = stream.timeS;
    moment.number = stream.next - 1;
    moment.lag = this.leader.lag;
    moment.step = this.stepAt(moment.number - moment.lag);
    moment.way = this.ways[this.leader.way] as Hypothesis;
    moment.ratios = this.passed === 0 ? AS_LONG : (this.tables[this.passed - 1] as Table).ratios;
    return tell(moment, this.learner, this.reference, this.bench, this.feedback);
  }

  /** The step that is danced at a sample of the teacher's: not far from the one judged last. */
  private stepAt(number: number): StepReference | null {
    for (let at = Math.max(this.passed - 2, 0); at < this.steps.length; at++) {
      const step = this.steps[at] as StepReference;
      if (number <= step.point) return number > step.start ? step : null;
    }
    return null;
  }
}

function addTo(totals: Float64Array, values: Float64Array): void {
  for (let at = 0; at < totals.length; at++) totals[at] = (totals[at] as number) + (values[at] as number);
}

function differ(before: StepSheet, raw: number | null, now: View): boolean {
  if (before.raw === null || raw === null) return before.raw !== raw || before.whyNot !== now.found;
  return Math.abs(before.raw - raw) > TOLD_AGAIN;
}

function requirePossible(width: number, height: number, { mirror, speed }: Required<SessionOptions>): void {
  const isSide = (side: number) => side >= 1 && side <= MOST_SIDE_PX;
  if (!isSide(width) || !isSide(height))
    throw new RangeError(`A picture has sides of 1 to ${MOST_SIDE_PX} pixels, not ${width} x ${height}.`);
  if (!["auto", "on", "off"].includes(mirror))
    throw new RangeError(`mirror is 'auto', 'on' or 'off', not '${mirror}'.`);
  if (!(speed >= SLOWEST && speed <= FASTEST))
    throw new RangeError(`speed lies within ${SLOWEST} and ${FASTEST}; ${speed} does not.`);
}

function chosen(parts: readonly number[] | null, count: number): readonly number[] {
  const all = Array.from({ length: count }, (_, at) => at + 1);
  const wanted = parts === null ? all : all.filter((part) => parts.includes(part));
  if (wanted.length === 0 || parts?.some((part) => !all.includes(part))) {
    throw new RangeError(`The class has parts 1 to ${count}; practise at least one of them, and no other.`);
  }
  return wanted;
}
