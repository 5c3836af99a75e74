/**
 * Which second of the class is danced at which second of a film. Each picture's moment is laid on the class's clock; as
 * single answers of the clock jitter, a piece goes by their median. A new piece begins where the film was cut, where
 * the class was sought, and where two clocks have drifted apart. Must know no file and no browser.
 */

import { medianOf } from "../graph/tally";
import type { FilmPiece } from "../graph/types";

/** Pictures whose median counts: three seconds of them. */
const MEDIAN_OF = 90;
/** Farther off than that the class was sought, where it stays so for some pictures. */
const LEAP_S = 0.08;
const LEAP_PICTURES = 3;
/** Clocks that drifted apart by that much are laid anew: long before anybody notices. */
const DRIFT_S = 0.012;

/** A picture of the film; `classS` null: the clock had no answer. `begins`: the film was cut before it. */
export interface Filmed {
  readonly filmS: number;
  readonly classS: number | null;
  readonly begins: boolean;
}

export interface PieceKeeper {
  put(picture: Filmed): void;
  pieces(): readonly FilmPiece[];
}

interface Open {
  readonly filmS: number;
  /** Of the class, at the piece's first picture, by each picture's word: the first ones, and the last ones. */
  readonly first: number[];
  readonly last: number[];
  /** Those in a row that leapt. */
  leapt: Filmed[];
}

export function pieceKeeper(speed: number): PieceKeeper {
  const closed: FilmPiece[] = [];
  let open: Open | null = null;

  const pieceOf = ({ filmS, first }: Open): FilmPiece | null => {
    const classS = medianOf(first);
    return classS === null ? null : { filmS, classS, speed };
  };

  function close(): void {
    const piece = open && pieceOf(open);
    if (piece) closed.push(piece);
    open = null;
  }

  function begin(filmS: number, pictures: readonly Filmed[]): void {
    close();
    open = { filmS, first: [], last: [], leapt: [] };
    for (const picture of pictures) take(open, picture);
  }

  function take(piece: Open, { filmS, classS }: Filmed): void {
    if (classS === null) return;
    const word = classS - (filmS - piece.filmS) * speed;
    if (piece.first.length < MEDIAN_OF) piece.first.push(word);
    piece.last.push(word);
    if (piece.last.length > MEDIAN_OF) piece.last.shift();
  }

  function leaps(piece: Open, { filmS, classS }: Filmed): boolean {
    const stands = medianOf(piece.last);
    if (stands === null || classS === null) return false;
    return Math.abs(classS - (filmS - piece.filmS) * speed - stands) > LEAP_S;
  }

  return {
    put(picture) {
      if (open === null || picture.begins) {
        begin(picture.filmS, [picture]);
        return;
      }
      if (leaps(open, picture)) {
        open.leapt.push(picture);
        const [first] = open.leapt;
        if (first && open.leapt.length >= LEAP_PICTURES) begin(first.filmS, open.leapt);
        return;
      }
      open.leapt = [];
      take(open, picture);
      const [was, is] = [medianOf(open.first), medianOf(open.last)];
      if (open.last.length === MEDIAN_OF && was !== null && is !== null && Math.abs(is - was) > DRIFT_S) {
        begin(picture.filmS, []);
        take(open, picture);
      }
    },
    pieces() {
      const piece = open && pieceOf(open);
      return piece ? [...closed, piece] : [...closed];
    },
  };
}
