/** The recording branch, and what is made of films. Everything else of this folder is its own affair. */

export type { FilmFault } from "./asked";
export { beginFilm, type FilmCode, FilmError, type FilmRecorder, type FilmWish } from "./begin";
export { type Drawn, FinishError, type Finishing, finishFilm } from "./finish";
export { filmOf, type KeptFilm, keptFilms, removeFilm } from "./kept";
