/** What may be drawn over a finished film: the teacher as lines or as a shape, and the learner as lines. Must not read files. */

import { POSE_VALUES } from "@eightcount/runtime";
import { believedIn } from "../figure/believed";
import type { PointOf } from "../figure/points";
import { drawBody } from "../figure/skeleton";
import { drawTeacher, type TeacherLook } from "../figure/teacher";
import { acrossOf, type Body, bodyOf, middleOf, type Place, placed, type Shown } from "../graph/placing";
import type { FilmPiece } from "../graph/types";

const SURE = 0.5;
/** Between two poses of the learner that lie no farther apart, the body went the straight way. */
const MOST_APART_S = 0.5;
/** Where there is no pose on the other side, one is drawn for so long: longer, and it would lag behind the picture. */
const FRESH_S = 0.1;
const TEACHER = "#4cc2ff";
const LEARNER = "#ffd34c";
const LEARNER_WIDTH = 0.006;

/** Poses at a constant rate, as a class has them: 132 values for each frame. */
export interface TeacherPoses {
  readonly image: Float32Array;
  readonly frames: number;
  readonly rateHz: number;
  /** Width of the class's picture by its height. */
  readonly shape: number;
  readonly mirrored: boolean;
  readonly look: TeacherLook;
}

/** Poses of the learner, by seconds of the class video in order of being danced. */
export interface LearnerPoses {
  readonly atS: Float64Array;
  readonly poses: Float32Array;
}

export interface Overlay {
  readonly teacher: TeacherPoses | null;
  /** Where the learner stood, for the teacher to stand there; drawn where that is wished. */
  readonly learner: LearnerPoses | null;
  readonly drawLearner: boolean;
}

type Pen = OffscreenCanvasRenderingContext2D;

/** Which second of the class is danced at one of the film; null before its first piece. */
export function classAt(pieces: readonly FilmPiece[], filmS: number): number | null {
  const piece = pieces.findLast((each) => each.filmS <= filmS + 1e-6);
  return piece ? piece.classS + (filmS - piece.filmS) * piece.speed : null;
}

/** Draws over pictures of a film, which must come in order. */
export function drawerOf({ teacher, learner, drawLearner }: Overlay, shape: number) {
  const shown: Shown = { shape, mirrored: false };
  const taught: Shown = { shape: teacher?.shape ?? 1, mirrored: teacher?.mirrored ?? false };
  const poseAt = learner ? learnerAt(learner) : () => null;
  const isBelieved = believedIn(teacher?.image ?? []);
  let place: Place = middleOf(taught.shape, shape);
  let isPlaced = false;

  function settle(from: Body | null, to: Body | null): void {
    if (!from || !to) return;
    place = placed(place, from, to, !isPlaced);
    isPlaced = true;
  }

  return (pen: Pen, classS: number): void => {
    const { width, height } = pen.canvas;
    // The same calls on a canvas of a page and of a worker.
    const context = pen as unknown as CanvasRenderingContext2D;
    const own = poseAt(classS);
    if (teacher) {
      const frame = Math.min(Math.max(Math.floor(classS * teacher.rateHz), 0), teacher.frames - 1);
      const body = bodyOf(teacher.image, frame * POSE_VALUES, taught);
      if (own) settle(body, bodyOf(own, 0, shown));
      const points = pointsOf(
        teacher.image.subarray(frame * POSE_VALUES, (frame + 1) * POSE_VALUES),
        (mark) => isBelieved(frame, mark),
        (x, y) => [
          (place.size * acrossOf(x, taught) + place.x) * height,
          (place.size * y + place.y) * height,
        ],
      );
      drawTeacher(context, teacher.look, points, TEACHER, height);
    }
    if (drawLearner && own) {
      const isSure = (mark: number) => (own[4 * mark + 3] as number) >= SURE;
      const points = pointsOf(own, isSure, (x, y) => [x * width, y * height]);
      drawBody(context, points, LEARNER, LEARNER_WIDTH * height);
    }
  };
}

function pointsOf(
  pose: Float32Array,
  isSeen: (mark: number) => boolean,
  at: (x: number, y: number) => readonly [number, number],
): PointOf {
  return (mark) => (isSeen(mark) ? at(pose[4 * mark] as number, pose[4 * mark + 1] as number) : null);
}

/**
 * The learner's pose at a second of the class, or null: fewer are looked at than are filmed, so most lie between two.
 */
function learnerAt({ atS, poses }: LearnerPoses): (classS: number) => Float32Array | null {
  const poseOf = (at: number) => poses.subarray(at * POSE_VALUES, (at + 1) * POSE_VALUES);
  let at = 0;
  return (classS) => {
    // A piece may begin anew, farther back.
    if ((atS[at] ?? 0) > classS) at = 0;
    while (at + 1 < atS.length && (atS[at + 1] as number) <= classS) at++;
    const [beforeS = Number.NaN, afterS = Number.NaN] = [atS[at], atS[at + 1]];
    const apartS = afterS - beforeS;
    if (!(beforeS <= classS && classS < afterS && apartS <= MOST_APART_S))
      return Math.abs(classS - beforeS) <= FRESH_S ? poseOf(at) : null;
    const [before, after, share] = [poseOf(at), poseOf(at + 1), (classS - beforeS) / apartS];
    return before.map((from, value) => from + share * ((after[value] as number) - from));
  };
}
