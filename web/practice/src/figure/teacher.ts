/** The teacher drawn over a learner, in the look that was chosen. Knows neither video nor clock. */

import type { PointOf } from "./points";
import { drawSilhouette } from "./silhouette";
import { drawBody } from "./skeleton";

/** How a teacher is drawn over a learner. */
export type TeacherLook = "skeleton" | "silhouette";

/** Of the picture's height. */
const LINE_WIDTH = 0.012;

/** @param height of the picture that it is drawn over, in the canvas's pixels */
export function drawTeacher(
  context: CanvasRenderingContext2D,
  look: TeacherLook,
  pointOf: PointOf,
  colour: string,
  height: number,
): void {
  if (look === "silhouette") drawSilhouette(context, pointOf, colour);
  else drawBody(context, pointOf, colour, LINE_WIDTH * height);
}
