/**
 * Frames as they come, laid on a fixed grid of 30 samples a second of the class's video clock.
 *
 * So there is one rate inside, whatever the camera's is, and how a stream is cut changes nothing. Sample n is at n / 30 s.
 * It lies linearly between the two frames around it; a frame exactly there is taken as it is. Frames more than MAX_GAP_S
 * apart leave the samples between them without a frame. A frame with nobody is as none while the last sighting is not longer
 * ago than that: nets miss single frames. Later it leaves the samples up to both its neighbours without anybody. Teacher and
 * learner are laid by this same code. Nothing here allocates once it is made.
 */

export const RATE_HZ = 30;
export const MAX_GAP_S = 0.35;
/**
 * The 12 landmarks that are compared, in the order of every array here: shoulders, elbows, wrists, hips, knees, ankles,
 * the left one first.
 */
export const MARKS = Uint8Array.from([11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28]);
/** Of those, the shoulders and hips: without all four there is nobody. */
export const TORSO = Uint8Array.from([0, 1, 6, 7]);
export const NO_FRAME = 0;
export const NOBODY = 1;
export const SEEN = 2;
/** Pictures: what a landmark farther off says is not believed. */
const FARTHEST = 100;
const KERNEL = Float64Array.from([1, 2, 3, 2, 1]);
const REACH = 2;
const COUNT = MARKS.length;
/** Values of a sample's points: x, y, z of each mark. */
export const SAMPLE_POINTS = 3 * COUNT;
/** Values of a sample's visibility. */
export const SAMPLE_MARKS = COUNT;

/** Samples first, first + 1, ... of a dancer; filled in place. */
export interface Grid {
  /** Number of the first sample. */
  readonly first: number;
  /** The number behind the last sample. */
  readonly end: number;
  /** SAMPLE_POINTS each: x right, y down, z away, in units of the picture's height; NaN where not seen. */
  readonly points: Float64Array;
  /** SAMPLE_MARKS each: 0 to 1; 0 where not seen. */
  readonly visibility: Float64Array;
  /** NO_FRAME, NOBODY or SEEN. */
  readonly state: Uint8Array;
}

/** Samples first..end - 1, of which none has a frame. */
export function emptyGrid(first: number, end: number): Grid {
  const count = Math.max(end - first, 0);
  return {
    ...{ first, end: first + count, state: new Uint8Array(count).fill(NO_FRAME) },
    points: new Float64Array(count * SAMPLE_POINTS).fill(Number.NaN),
    visibility: new Float64Array(count * SAMPLE_MARKS),
  };
}

/** Room for the marks of one frame: x, y, z, visibility of each. */
export function emptyMarks(): Float64Array {
  return new Float64Array(4 * COUNT);
}

/**
 * Fills in the 12 landmarks in units of the picture's height; one that is not known is NaN with visibility 0.
 *
 * @param landmarks x, y, z, visibility of 33 as MediaPipe has them: x and z by the picture's width, y by its height
 * @param offset where they begin
 * @param aspect width / height
 * @returns false where a shoulder or hip is not known: then there is nobody
 */
export function marksOf(
  landmarks: ArrayLike<number>,
  offset: number,
  aspect: number,
  into: Float64Array,
): boolean {
  for (let mark = 0; mark < COUNT; mark++) {
    const from = offset + 4 * (MARKS[mark] as number);
    const to = 4 * mark;
    const x = landmarks[from] as number;
    const y = landmarks[from + 1] as number;
    const z = landmarks[from + 2] as number;
    const seen = landmarks[from + 3] as number;
    const known =
      Math.abs(x) <= FARTHEST && Math.abs(y) <= FARTHEST && Math.abs(z) <= FARTHEST && Number.isFinite(seen);
    into[to] = known ? x * aspect : Number.NaN;
    into[to + 1] = known ? y : Number.NaN;
    into[to + 2] = known ? z * aspect : Number.NaN;
    into[to + 3] = known ? Math.min(Math.max(seen, 0), 1) : 0;
  }
  for (let at = 0; at < TORSO.length; at++) {
    if (Number.isNaN(into[4 * (TORSO[at] as number)])) return false;
  }
  return true;
}

/** Where laying a stream on a grid has come to. */
export class Laying {
  readonly grid: Grid;
  /** Number of the sample that is laid next. */
  next: number;
  /** Of the last frame; -Infinity before the first one. */
  timeS = Number.NEGATIVE_INFINITY;
  /** Of the last sighting. */
  readonly marks = emptyMarks();
  /** Its time; -Infinity before the first one, and once it is too long ago. */
  seenS = Number.NEGATIVE_INFINITY;
  /** The longest gap that is bridged. */
  private readonly gapS: number;

  constructor(first: number, end: number, gapS: number = MAX_GAP_S) {
    this.grid = emptyGrid(first, end);
    this.next = first;
    this.gapS = gapS;
  }

  /**
   * Lays every sample up to a frame; says whether there was one to lay. Times must rise. A frame with nobody, soon after a
   * sighting, lays none: what comes next may bridge it.
   *
   * @param marks of the frame, see `marksOf`; null with nobody
   */
  lay(timeS: number, marks: Float64Array | null): boolean {
    const first = this.next;
    const isNear = timeS - this.seenS <= this.gapS;
    if (marks === null && isNear) {
      this.timeS = timeS;
      return false;
    }
    while (this.next < this.grid.end && this.next / RATE_HZ <= timeS) {
      this.sample(this.next, timeS, isNear, marks);
      this.next++;
    }
    this.timeS = timeS;
    this.seenS = marks === null ? Number.NEGATIVE_INFINITY : timeS;
    if (marks !== null) this.marks.set(marks);
    return this.next > first;
  }

  private sample(number: number, timeS: number, isNear: boolean, marks: Float64Array | null): void {
    const { state, first } = this.grid;
    const hereS = number / RATE_HZ;
    const isExact = hereS === timeS;
    if (!isExact && hereS > this.timeS && timeS - this.timeS > this.gapS) return;
    const isSeen = marks !== null && (isExact || isNear);
    state[number - first] = isSeen ? SEEN : NOBODY;
    if (!isSeen) return;
    for (let mark = 0; mark < COUNT; mark++) this.sampleMark(number, mark, timeS, marks);
  }

  /** A mark between the last sighting and this one; one that is exactly there is this one's, whatever the last one's was. */
  private sampleMark(number: number, mark: number, timeS: number, marks: Float64Array): void {
    const { points, visibility, first } = this.grid;
    const hereS = number / RATE_HZ;
    const share = hereS === timeS ? 1 : (hereS - this.seenS) / (timeS - this.seenS);
    const at = (number - first) * SAMPLE_MARKS + mark;
    for (let axis = 0; axis < 4; axis++) {
      const here = marks[4 * mark + axis] as number;
      const before = this.marks[4 * mark + axis] as number;
      const between = share === 1 ? here : before * (1 - share) + here * share;
      if (axis < 3) points[3 * at + axis] = between;
      else visibility[at] = Number.isNaN(points[3 * at]) ? 0 : between;
    }
  }
}

/**
 * Fills in points and visibility of a sample, over it and the two before and behind with weights 1 2 3 2 1, without delay.
 *
 * Neighbours that are not seen, or are not there, count nothing; what is itself not seen stays so. `number` may leave the
 * grid.
 */
export function smooth(grid: Grid, number: number, points: Float64Array, visibility: Float64Array): void {
  for (let mark = 0; mark < COUNT; mark++) smoothMark(grid, number - grid.first, mark, points, visibility);
}

function smoothMark(
  grid: Grid,
  sample: number,
  mark: number,
  points: Float64Array,
  visibility: Float64Array,
): void {
  let x = 0;
  let y = 0;
  let z = 0;
  let seen = 0;
  let weight = 0;
  let isSeen = false;
  for (let shift = -REACH; shift <= REACH; shift++) {
    const at = sample + shift;
    if (at < 0 || at >= grid.state.length) continue;
    const from = at * SAMPLE_POINTS + 3 * mark;
    if (Number.isNaN(grid.points[from])) continue;
    const share = KERNEL[shift + REACH] as number;
    x += share * (grid.points[from] as number);
    y += share * (grid.points[from + 1] as number);
    z += share * (grid.points[from + 2] as number);
    seen += share * (grid.visibility[at * SAMPLE_MARKS + mark] as number);
    weight += share;
    isSeen ||= shift === 0;
  }
  points[3 * mark] = isSeen ? x / weight : Number.NaN;
  points[3 * mark + 1] = isSeen ? y / weight : Number.NaN;
  points[3 * mark + 2] = isSeen ? z / weight : Number.NaN;
  visibility[mark] = isSeen ? seen / weight : 0;
}
