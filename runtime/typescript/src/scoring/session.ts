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
import type { Sheet, StepSheet } from "./sheet.ts";
import type { Leader } from "./timing.ts";

const MOST_SIDE_PX = 65_535;
const TOLD_AGAIN = 0.01;
const LONGEST_ID = 80;
const SHA256_DIGITS = 64;
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
    const parts = chosen(options.parts ?? null, reference.routine.parts.length);
    const picture = { width: Math.trunc(width), height: Math.trunc(height) };
    this.practice = new Practice(reference, { ...picture, mirror, parts, speed, classId, manifest });
    this.practice.lead(this.leader);
    const way = this.practice.ways[0] as Hypothesis;
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
    if (!this.practice.stream.take(timeS, landmarks, people)) return NOTHING;
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
    this.practice.stream.take(timeS, landmarks, people);
  }

  /** The sheet of what came so far. Steps whose time has not come yet have no frames. */
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
      this.practice.lead(this.leader);
      this.revise(events);
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

function requirePossible(width: number, height: number, mirror: Mirror, speed: number): void {
  const isSide = (side: number) => side >= 1 && side <= MOST_SIDE_PX;
  if (!isSide(width) || !isSide(height))
    throw new RangeError(`A picture has sides of 1 to ${MOST_SIDE_PX} pixels, not ${width} x ${height}.`);
  if (!["auto", "on", "off"].includes(mirror))
    throw new RangeError(`mirror is 'auto', 'on' or 'off', not '${mirror}'.`);
  if (!(speed >= SLOWEST && speed <= FASTEST))
    throw new RangeError(`speed lies within ${SLOWEST} and ${FASTEST}; ${speed} does not.`);
}

function requireNames(classId: string, manifest: string | null): void {
  if ([...classId].length <= LONGEST_ID && (manifest ?? "").length <= SHA256_DIGITS) return;
  throw new RangeError(
    `A class's id has at most ${LONGEST_ID} characters, a manifest's sha256 ${SHA256_DIGITS}.`,
  );
}

function chosen(parts: readonly number[] | null, count: number): readonly number[] {
  const all = Array.from({ length: count }, (_, at) => at + 1);
  const wanted = parts === null ? all : all.filter((part) => parts.includes(part));
  if (wanted.length === 0 || parts?.some((part) => !all.includes(part))) {
    throw new RangeError(`The class has parts 1 to ${count}; practise at least one of them, and no other.`);
  }
  return wanted;
}
