/**
 * A practice as it is danced: frames in, feedback and judgements out, and a sheet at any time.
 *
 * No clock, no files. All room is made at the start: between judgements `push` allocates nothing.
 */

import { POSE_VALUES } from "../classpack/poses.ts";
import { STEPS_PER_PART } from "../classpack/routine.ts";
import type { Event, Feedback } from "./events.ts";
import type { Grid } from "./grid.ts";
import type { Hypothesis, Mirror } from "./hypotheses.ts";
import { rawOf, type View } from "./judging.ts";
import { measureBody } from "./learner.ts";
import { emptyTold, type Moment, tell } from "./live.ts";
import type { Table } from "./measuring.ts";
import { Practice } from "./practice.ts";
import { AS_LONG, type Reference, type StepReference } from "./reference.ts";
import { chosenParts, requireNames, requirePossible } from "./setting.ts";
import type { Sheet, StepSheet } from "./sheet.ts";
import type { Leader } from "./timing.ts";

const TOLD_AGAIN = 0.01;
const NOTHING: readonly Event[] = Object.freeze([]);

/** How a practice is danced; what is left out is as usual. */
export interface SessionOptions {
  /** Is the learner a mirror image of the teacher? `auto`, as usual, finds out. */
  readonly mirror?: Mirror;
  /** That are practised, from 1, each once; null, as usual: all. */
  readonly parts?: readonly number[] | null;
  /** Of the class; 0.5 is half speed, 1 as usual. */
  readonly speed?: number;
  /** For the sheet. */
  readonly classId?: string;
  /** sha256 of the pack's manifest, 64 lower-case hexadecimal digits, for the sheet. */
  readonly manifest?: string | null;
}

/** One practice of a class, or of some of its parts. */
export class Session {
  private readonly practice: Practice;
  /** By the steps that are over. */
  private readonly leader: Leader = { way: 0, lag: 0, late: 0 };
  private readonly told: StepSheet[] = [];
  private readonly moment: Moment;
  private readonly feedback = emptyTold();
  private readonly judgedAlone: readonly Event[] = [this.feedback.judged];
  private readonly notJudgedAlone: readonly Event[] = [this.feedback.notJudged];

  /**
   * Begins. Throws a `RangeError` where something of it cannot be.
   *
   * @param reference the class
   * @param width of the camera's picture, upright, pixels
   * @param height of it
   */
  constructor(reference: Reference, width: number, height: number, options: SessionOptions = {}) {
    const { mirror = "auto", speed = 1, classId = "", manifest = null } = options;
    requirePossible(width, height, mirror, speed);
    requireNames(classId, manifest);
    const parts = chosenParts(options.parts ?? null, reference.routine.parts.length);
    const picture = { width: Math.trunc(width), height: Math.trunc(height) };
    this.practice = new Practice(reference, { ...picture, mirror, parts, speed, classId, manifest });
    this.practice.lead(this.leader);
    const way = this.practice.ways[0] as Hypothesis;
    this.moment = { timeS: Number.NaN, number: 0, lag: 0, step: null, way, ratios: AS_LONG };
  }

  /**
   * A frame of the camera; after `finish`, none is taken. Throws a `RangeError` where the landmarks are not those of whole poses.
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
    if (this.practice.ended || !this.practice.stream.take(timeS, landmarks, people)) return NOTHING;
    const due = this.practice.measureNext() ? this.due() : NOTHING;
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
    if (!this.practice.ended) this.practice.stream.take(timeS, landmarks, people);
  }

  /**
   * No more frames come: the judgements and part summaries that were waiting for some. Told are the steps of all parts of which
   * the stream has reached the start. Asked again: nothing.
   */
  finish(): readonly Event[] {
    this.practice.ended = true;
    return this.practice.measureNext() ? this.due() : NOTHING;
  }

  /**
   * The sheet of what came so far. A step whose time has not passed is judged by those of its frames that came; one that none
   * came of has `no_frames`.
   */
  result(): Sheet {
    return this.practice.sheet();
  }

  /** The learner's samples, for those who look inside; not to be changed. */
  get grid(): Grid {
    return this.practice.learner.grid;
  }

  /** What was measured at every step, and what leads, for those who look inside; not to be changed, nor kept. */
  measured(): Readonly<{ tables: readonly Table[]; leader: Readonly<Leader> }> {
    return { leader: this.practice.measureAll(), tables: this.practice.tables };
  }

  /** For each step that is over: perhaps another leader, its judgement, perhaps the end of its part. One is measured. */
  private due(): readonly Event[] {
    const events: Event[] = [];
    do {
      const { way, lag } = this.leader;
      this.practice.lead(this.leader);
      const isOther = way !== this.leader.way || lag !== this.leader.lag;
      const isLast = this.practice.steps[this.told.length]?.count === STEPS_PER_PART;
      if (isOther || isLast) this.revise(events);
      const step = this.practice.judge(this.told.length, this.leader);
      this.told.push(step);
      events.push({ kind: "judgement", step, revised: false });
      if (step.count === STEPS_PER_PART) {
        events.push({ kind: "part", part: this.practice.partOf(this.told.slice(-STEPS_PER_PART)) });
      }
    } while (this.practice.measureNext());
    return events;
  }

  /** Tells steps again that were told before, of which the new leader changed something worth telling. */
  private revise(events: Event[]): void {
    for (let at = 0; at < this.told.length; at++) {
      const [step, seen] = [this.practice.steps[at] as StepReference, this.practice.viewOf(at, this.leader)];
      const raw = rawOf(step, seen, this.leader, this.practice.reference.parameters);
      if (!differs(this.told[at] as StepSheet, raw, seen)) continue;
      const sheet = this.practice.judge(at, this.leader);
      this.told[at] = sheet;
      events.push({ kind: "judgement", step: sheet, revised: true });
    }
  }

  private tellFrame(): Feedback {
    const { moment, practice } = this;
    measureBody(practice.learner, practice.stream.next);
    moment.timeS = practice.stream.timeS;
    moment.number = practice.stream.next - 1;
    moment.lag = this.leader.lag;
    moment.step = this.stepAt(moment.number - moment.lag);
    moment.way = practice.ways[this.leader.way] as Hypothesis;
    moment.ratios = practice.passed === 0 ? AS_LONG : (practice.tables[practice.passed - 1] as Table).ratios;
    return tell(moment, practice.learner, practice.reference, practice.bench, this.feedback);
  }

  /** The step that is danced at a sample of the teacher's: not far from the one judged last. */
  private stepAt(number: number): StepReference | null {
    const { steps, passed } = this.practice;
    for (let at = Math.max(passed - 2, 0); at < steps.length; at++) {
      const step = steps[at] as StepReference;
      if (number <= step.point) return number > step.start ? step : null;
    }
    return null;
  }
}

function differs(before: StepSheet, raw: number | null, seen: View): boolean {
  if (before.raw === null || raw === null) return before.raw !== raw || before.whyNot !== seen.found;
  return Math.abs(before.raw - raw) > TOLD_AGAIN;
}
