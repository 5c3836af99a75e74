/**
 * Where the teacher is drawn over the learner: at the learner's own place and size, in terms of the preview's picture.
 * All lengths are in heights of a picture, x to the right as it is shown. Pure.
 */

const [LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP] = [11, 12, 23, 24];
/** A body lying on its side or bent double says nothing of its size. */
const LEAST_TORSO = 0.05;
const MOST_SIZE = 3;
/** How much of a new measurement goes in: the teacher must not jump with every step of the learner. */
const EASE = 0.06;
const SURE = 0.5;

export interface Body {
  readonly x: number;
  readonly y: number;
  /** From the middle of the hips to that of the shoulders. */
  readonly torso: number;
}

/** A teacher's point p is drawn at `size * p + (x, y)`. */
export interface Place {
  readonly size: number;
  readonly x: number;
  readonly y: number;
}

/** As the picture is shown: `shape` is its width by its height. */
export interface Shown {
  readonly shape: number;
  readonly mirrored: boolean;
}

/** A landmark's x in the shown picture, in heights. */
export function acrossOf(x: number, { shape, mirrored }: Shown): number {
  return (mirrored ? 1 - x : x) * shape;
}

/** The body in a pose of 33 x 4 values, from `from` on; null where hips or shoulders are not seen. */
export function bodyOf(pose: ArrayLike<number>, from: number, shown: Shown): Body | null {
  const marks = [LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP];
  if (!marks.every((mark) => (pose[from + 4 * mark + 3] ?? 0) >= SURE)) return null;
  const across = (mark: number) => acrossOf(pose[from + 4 * mark] as number, shown);
  const down = (mark: number) => pose[from + 4 * mark + 1] as number;
  const [x, y] = [(across(LEFT_HIP) + across(RIGHT_HIP)) / 2, (down(LEFT_HIP) + down(RIGHT_HIP)) / 2];
  const topX = (across(LEFT_SHOULDER) + across(RIGHT_SHOULDER)) / 2;
  const topY = (down(LEFT_SHOULDER) + down(RIGHT_SHOULDER)) / 2;
  const torso = Math.hypot(topX - x, topY - y);
  return torso >= LEAST_TORSO ? { x, y, torso } : null;
}

/** Before a learner was seen: the teacher's whole picture in the middle of the preview's. */
export function middleOf(teacherShape: number, previewShape: number): Place {
  return { size: 1, x: (previewShape - teacherShape) / 2, y: 0 };
}

/** The teacher laid over the learner, eased from where it was; `isFirst`: at once. */
export function placed(before: Place, teacher: Body, learner: Body, isFirst: boolean): Place {
  const size = Math.min(Math.max(learner.torso / teacher.torso, 1 / MOST_SIZE), MOST_SIZE);
  const wanted = { size, x: learner.x - size * teacher.x, y: learner.y - size * teacher.y };
  const ease = isFirst ? 1 : EASE;
  const between = (a: number, b: number) => a + ease * (b - a);
  return {
    size: between(before.size, wanted.size),
    x: between(before.x, wanted.x),
    y: between(before.y, wanted.y),
  };
}
