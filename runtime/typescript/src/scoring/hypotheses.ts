/**
 * How the learner may stand to the camera: mirrored or not, and turned about the vertical by up to 30 degrees.
 *
 * One hypothesis holds for a whole session. Turning by `yaw`, about the vertical through the body's centre:
 *
 *     x' = x cos(yaw) + z sin(yaw)          x right, z away, both from the centre
 *
 * Mirroring exchanges left and right, and x for -x. A mirrored learner turned by yaw is the mirror image of the learner
 * turned by -yaw, so all hypotheses follow from the learner turned by every yaw.
 */

export type Mirror = "auto" | "on" | "off";

export const YAWS_DEG = [-30, -20, -10, 0, 10, 20, 30] as const;
export const COSINES = Float64Array.from(YAWS_DEG, (yaw) => Math.cos((yaw * Math.PI) / 180));
export const SINES = Float64Array.from(YAWS_DEG, (yaw) => Math.sin((yaw * Math.PI) / 180));
/** Which of YAWS_DEG does not turn. */
export const FACING = YAWS_DEG.indexOf(0);
/** The other side of each of the 8 angles, and of the 8 places. */
export const SIDES = Uint8Array.from([1, 0, 3, 2, 5, 4, 7, 6]);

/** Mirrored or not, and the turn that brings the learner to face the camera as the teacher does. */
export interface Hypothesis {
  readonly mirrored: boolean;
  readonly yawDeg: number;
  /** Which of YAWS_DEG the learner is turned by before any mirroring. */
  readonly turn: number;
}

const WAYS: Readonly<Record<Mirror, readonly boolean[]>> = { auto: [false, true], on: [true], off: [false] };

/** Those to choose from, not mirrored first, then by rising yaw. */
export function hypotheses(mirror: Mirror): readonly Hypothesis[] {
  return WAYS[mirror].flatMap((mirrored) =>
    YAWS_DEG.map((yawDeg, at) => ({
      mirrored,
      yawDeg,
      turn: mirrored ? YAWS_DEG.length - 1 - at : at,
    })),
  );
}

/** As the teacher is looked at. */
export const AS_IS: Hypothesis = { mirrored: false, yawDeg: 0, turn: FACING };

/** `right_hand` for `left_hand`, and so on; also behind `angle.` or `place.`. */
export function otherSide(name: string): string {
  return name.includes("left_") ? name.replaceAll("left_", "right_") : name.replaceAll("right_", "left_");
}
