/** A camera's frames on their way to the grid: times that rise, whole poses, one dancer. Nothing here allocates. */

import { POSE_VALUES } from "../classpack/poses.ts";
import { emptyMarks, type Grid, Laying, marksOf } from "./grid.ts";
import { FORGOTTEN_S, sizeOf, wayBetween } from "./people.ts";
import type { FrameCounts } from "./sheet.ts";

/** No camera is faster; what tells so is held there. */
const LEAST_SPAN_S = 1e-9;
const MOST_HZ = 1e6;

/** Frames of one practice, and how many of them were of what kind. */
export class Stream {
  private readonly laying: Laying;
  private readonly aspect: number;
  private readonly dancer = emptyMarks();
  private candidate = emptyMarks();
  private best = emptyMarks();
  private seenS = Number.NEGATIVE_INFINITY;
  private firstS = 0;
  private taken = 0;
  private unordered = 0;
  private unseen = 0;
  private several = 0;

  /** On samples first..end - 1; `aspect` is the picture's width by its height. */
  constructor(aspect: number, first: number, end: number) {
    this.aspect = aspect;
    this.laying = new Laying(first, end);
  }

  /** The samples, filled as frames come. */
  get grid(): Grid {
    return this.laying.grid;
  }

  /** Number of the first sample that is not filled yet. */
  get next(): number {
    return this.laying.next;
  }

  /** Of the last frame taken. */
  get timeS(): number {
    return this.laying.timeS;
  }

  /**
   * A frame; says whether it filled a sample. One whose time does not rise is passed over. Throws a `RangeError` where the
   * landmarks are not those of `people` whole poses.
   */
  take(timeS: number, landmarks: ArrayLike<number> | null, people: number): boolean {
    requireWhole(landmarks, people);
    if (!(Number.isFinite(timeS) && timeS > this.laying.timeS)) {
      this.unordered++;
      return false;
    }
    const known = landmarks === null ? 0 : this.choose(timeS, landmarks, people);
    if (this.taken === 0) this.firstS = timeS;
    this.taken++;
    if (known === 0) this.unseen++;
    if (known > 1) this.several++;
    return this.laying.lay(timeS, known === 0 ? null : this.dancer);
  }

  /** Of the frames so far, with their rate in real time. */
  counts(speed: number): FrameCounts {
    const { taken, unordered, unseen, several } = this;
    const spanS = Math.max((this.laying.timeS - this.firstS) / speed, LEAST_SPAN_S);
    const rateHz = taken > 1 ? Math.min((taken - 1) / spanS, MOST_HZ) : null;
    return { taken, unordered, unseen, several, rateHz };
  }

  /** Makes one of the people the dancer; says how many there are. */
  private choose(timeS: number, landmarks: ArrayLike<number>, people: number): number {
    const isForgotten = timeS - this.seenS > FORGOTTEN_S;
    let known = 0;
    let most = 0;
    for (let person = 0; person < people; person++) {
      if (!marksOf(landmarks, person * POSE_VALUES, this.aspect, this.candidate)) continue;
      const worth = isForgotten ? sizeOf(this.candidate) : -wayBetween(this.candidate, this.dancer);
      if (known === 0 || worth > most) {
        most = worth;
        const swapped = this.best;
        this.best = this.candidate;
        this.candidate = swapped;
      }
      known++;
    }
    if (known > 0) {
      this.dancer.set(this.best);
      this.seenS = timeS;
    }
    return known;
  }
}

function requireWhole(landmarks: ArrayLike<number> | null, people: number): void {
  const length = landmarks?.length ?? 0;
  if (Number.isSafeInteger(people) && people >= 0 && people * POSE_VALUES <= length) return;
  if (landmarks === null && people === 0) return;
  throw new RangeError(
    `Landmarks are ${POSE_VALUES} numbers for each person: x, y, z and visibility of 33; these are ${length}.`,
  );
}
