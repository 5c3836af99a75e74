/** Where a film shows a moment of the class: its pieces tell. Pure. */

import type { FilmPiece } from "../graph/types";

/** A place in a film, and how fast it must be played for the class to go at its full speed. */
export interface FilmPlace {
  readonly filmS: number;
  /** 2 where the class was danced at half speed. */
  readonly pace: number;
}

/** A second of the class this little outside a piece is shown by its nearest picture: pieces that follow touch so. */
const NEAR_S = 0.3;

/**
 * The place in a film that shows a second of the class; null where it does not. Danced twice (after a pause that went
 * back), the later one counts.
 *
 * @param durationS of the film
 */
export function filmPlaceOf(
  pieces: readonly FilmPiece[],
  durationS: number,
  classS: number,
): FilmPlace | null {
  let nearest: FilmPlace | null = null;
  let nearestS = NEAR_S;
  for (let index = pieces.length - 1; index >= 0; index--) {
    const piece = pieces[index] as FilmPiece;
    const wantedS = piece.filmS + (classS - piece.classS) / piece.speed;
    const filmS = Math.min(Math.max(wantedS, piece.filmS), pieces[index + 1]?.filmS ?? durationS);
    if (Math.abs(wantedS - filmS) >= nearestS) continue;
    nearestS = Math.abs(wantedS - filmS);
    nearest = { filmS, pace: 1 / piece.speed };
  }
  return nearest;
}
