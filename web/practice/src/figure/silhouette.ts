/** Draws a body as one calm shape. All its pieces are one path, filled once, so that nothing is darker where they overlap. */

import { type Piece, piecesOf } from "./bodyPieces";
import type { Point, PointOf } from "./points";

/** The learner is seen through it. */
const ALPHA = 0.5;
/** Corners of an outline. Of a head 60 pixels wide a corner stands out by a quarter of one. */
const CORNERS = 24;
const TURNS: readonly Point[] = Array.from({ length: CORNERS }, (_, number) => {
  const angle = (2 * Math.PI * number) / CORNERS;
  return [Math.cos(angle), Math.sin(angle)];
});

export function drawSilhouette(context: CanvasRenderingContext2D, pointOf: PointOf, colour: string): void {
  context.beginPath();
  for (const piece of piecesOf(pointOf)) {
    for (const [number, [x, y]] of outlineOf(piece).entries()) {
      if (number === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.closePath();
  }
  context.save();
  context.globalAlpha = ALPHA;
  context.fillStyle = colour;
  context.fill("nonzero");
  context.restore();
}

/** Around a piece: in every direction the point that lies farthest. All run the same way, so that overlaps stay filled. */
export function outlineOf(piece: Piece): readonly Point[] {
  return TURNS.map(([x, y]) => {
    let [farthest, most] = [piece[0], Number.NEGATIVE_INFINITY];
    for (const round of piece) {
      const reach = round.x * x + round.y * y + round.radius;
      if (reach > most) [farthest, most] = [round, reach];
    }
    const { x: atX = 0, y: atY = 0, radius = 0 } = farthest ?? {};
    return [atX + radius * x, atY + radius * y];
  });
}
