/** A camera's frames on their way to the grid: times that rise, whole poses, one dancer. Nothing here allocates. */

import { POSE_VALUES } from "../classpack/poses.ts";
import { emptyMarks, type Grid, Laying, MAX_GAP_S, marksOf, RATE_HZ } from "./grid.ts";
import { FORGOTTEN_S, isWithinReach, sizeOf, wayBetween } from "./people.ts";
import type { FrameCounts } from "./sheet.ts";

/** No camera is faster; what tells so is held there. */
const LEAST_SPAN_S = 1e-9;
const MOST_HZ = 1e6;
/** A clock that goes on by more is believed when the next frame says so, too. */
const JUMP_S = 2;
/** Class time that is bridged at most, however fast the class plays: more than a step would be made up. */
const MOST_GAP_S = 2 * MAX_GAP_S;

/** Frames of one practice, and how many of them were of what kind. */
export class Stream {
  private readonly laying: Laying;
  private readonly aspect: number;
  private readonly speed: number;
  private readonly beginS: number;
  /** The time of a frame that leapt, until another follows. */
  private aheadS = Number.POSITIVE_INFINITY;
  private readonly dancer = emptyMarks();
  private candidate = emptyMarks();
  private best = emptyMarks();
  private seenS = Number.NEGATIVE_INFINITY;
  private firstS = 0;
  private taken = 0;
  private unordered = 0;
  private unseen = 0;
  private several = 0;

  /** On samples first..end - 1; `aspect` is the picture's width by its height, `speed` that of the class. */
  constructor(aspect: number, first: number, end: number, speed: number) {
    this.aspect = aspect;
    this.speed = speed;
    this.beginS = first / RATE_HZ;
    this.laying = new Laying(first, end, Math.min(MAX_GAP_S * Math.max(speed, 1), MOST_GAP_S));
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
   * A frame; says whether it filled a sample. One whose time does not follow is passed over. Throws a `RangeError` where the
   * landmarks are not those of `people` whole poses.
   */
  take(timeS: number, landmarks: ArrayLike<number> | null, people: number): boolean {
    requireWhole(landmarks, people);
    if (!this.follows(timeS)) {
      this.unordered++;
      return false;
    }
    const known = landmarks === null ? 0 : this.choose(timeS, landmarks, people);
    const isSeen = known > 0 && this.seenS === timeS;
    if (this.taken === 0) this.firstS = timeS;
    this.taken++;
    if (!isSeen) this.unseen++;
    if (known > 1) this.several++;
    return this.laying.lay(timeS, isSeen ? this.dancer : null);
  }

  /** Of the frames so far, with their rate in real time. */
  counts(): FrameCounts {
    const { taken, unordered, unseen, several } = this;
    const spanS = Math.max((this.laying.timeS - this.firstS) / this.speed, LEAST_SPAN_S);
    const rateHz = taken > 1 ? Math.min((taken - 1) / spanS, MOST_HZ) : null;
    return { taken, unordered, unseen, several, rateHz };
  }

  /** Does a time rise, and not leap? After a leap, the next frame that goes on from there follows. */
  private follows(timeS: number): boolean {
    if (!(Number.isFinite(timeS) && timeS > this.laying.timeS)) return false;
    const leapS = JUMP_S * Math.max(this.speed, 1);
    const goesOn = timeS - Math.max(this.laying.timeS, this.beginS) <= leapS;
    const isFollowing = goesOn || (this.aheadS < timeS && timeS <= this.aheadS + leapS);
    this.aheadS = isFollowing ? Number.POSITIVE_INFINITY : timeS;
    return isFollowing;
  }

  /** Makes one of the people the dancer, seen now, if one can be; says how many people there are. */
  private choose(timeS: number, landmarks: ArrayLike<number>, people: number): number {
    const sinceS = (timeS - this.seenS) / this.speed;
    const isForgotten = sinceS > FORGOTTEN_S;
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
    if (known > 0 && (isForgotten || isWithinReach(this.best, this.dancer, sinceS))) {
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
