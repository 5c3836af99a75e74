/**
 * The recording branch as the graph sees it: it takes a track of its own from the camera, films while the class's clock
 * runs, and keeps which second of the class lies where. The work is its worker's. Must not draw, nor wait for another
 * branch.
 */

import { pageMs } from "../graph/pageClock";
import type { BranchStats, ClassClock, Film, FilmPiece, Wishes } from "../graph/types";
import type { Asked, FilmFault, Told } from "./asked";
import { bookOf } from "./book";
import { lineTo } from "./line";
import { mendFilm } from "./mending";
import { hasPlace, removeAll, roomBytes } from "./shelf";
import { type By, type FilmLine, sourceOf, supplyOf, type Way, wayOf } from "./supply";

/** How often the class's clock is asked whether it runs. */
const LOOK_MS = 50;
/** A class that stands no longer than this is filmed on; the sound is laid anew behind it. */
const STANDS_MS = 250;
/** How often what is known is written down. */
const NOTE_MS = 1000;
/** Less room than a minute takes is none. */
const LEAST_ROOM = 50 * 1024 * 1024;

/** Why nothing can be filmed: there is no encoder but such as starves the camera, or no place to write, or no room. */
export type FilmCode = "no-encoder" | "no-place" | "no-room";

export class FilmError extends Error {
  readonly code: FilmCode;

  constructor(code: FilmCode, cause?: unknown) {
    super(`This device cannot film: ${code}.`, { cause });
    this.name = "FilmError";
    this.code = code;
  }
}

export interface FilmWish {
  readonly camera: { readonly stream: MediaStream };
  /** Without this device's latency. */
  readonly clock: ClassClock;
  readonly wishes: Pick<Wishes, "speed" | "latencyS">;
  readonly classId: string;
  readonly revision?: number;
  /** Told once, when filming ended early; what was filmed until then stays. */
  readonly tell?: (fault: FilmFault) => void;
  /** What to film with; else the best there is. */
  readonly by?: By;
}

export interface FilmRecorder {
  readonly id: string;
  readonly fault: FilmFault | null;
  pieces(): readonly FilmPiece[];
  stats(): BranchStats;
  /** The film, or null where no picture came. */
  end(): Promise<Film | null>;
  /** Ends it and keeps nothing. */
  drop(): Promise<void>;
}

/** Makes ready to film; films from when the clock runs. Throws a `FilmError`. */
export async function beginFilm(wish: FilmWish): Promise<FilmRecorder> {
  const [track] = wish.camera.stream.getVideoTracks();
  if (!track) throw new FilmError("no-encoder");
  const way = await wayOf(track, wish.by);
  if (!way) throw new FilmError("no-encoder");
  if (!(await hasPlace())) throw new FilmError("no-place");
  const room = await roomBytes();
  if (room !== null && room < LEAST_ROOM) throw new FilmError("no-room");
  return filming(wish, track.clone(), way);
}

async function filming(wish: FilmWish, track: MediaStreamTrack, way: Way): Promise<FilmRecorder> {
  const id = crypto.randomUUID();
  const line: FilmLine = lineTo<Asked, Told>(
    new Worker(new URL("./film.worker.ts", import.meta.url), { type: "module" }),
  );
  await ready(line, id, track, way);
  const { classId, clock, wishes, revision = null, tell = () => undefined } = wish;
  const write = (entry: string) => line.ask({ kind: "note", line: entry });
  const book = bookOf({ id, classId, revision, clock, wishes, tell, write });
  line.on("filmed", ({ taken, shape, stats }) => {
    for (const picture of taken) book.place(picture);
    if (way.by === "recorder") book.know({ bytes: shape.bytes });
    else book.know(shape, stats);
  });
  line.on("fault", ({ fault }) => book.fail(fault));
  line.whenBroken(() => book.fail("encoder"));
  const supply = supplyOf(line, track, way, book);
  const unwatch = watchClock(clock, supply.moving);
  const noting = setInterval(() => book.note(false), NOTE_MS);

  async function stop(): Promise<void> {
    unwatch();
    clearInterval(noting);
    await supply.stop().catch(() => book.fail("encoder"));
    const ended = line.next("ended");
    line.ask({ kind: "end" });
    // At once: a worker that does not answer must not keep the camera.
    track.stop();
    // One that died has written what it could: its journal stands.
    await ended.catch(() => undefined);
  }

  async function close(): Promise<void> {
    const closed = line.next("closed");
    line.ask({ kind: "close" });
    await closed.catch(() => undefined);
    line.end();
  }

  return {
    id,
    get fault() {
      return book.fault();
    },
    pieces: book.pieces,
    stats: book.stats,
    async end() {
      await stop();
      const film = book.film();
      const isWhole = book.fault() === null && film.frames > 0 && film.bytes > 0;
      book.note(isWhole);
      await close();
      const left = isWhole ? film : await mendFilm(film).catch(() => film);
      if (left === null) await removeAll(id);
      return left;
    },
    async drop() {
      await stop();
      await close();
      await removeAll(id);
    },
  };
}

async function ready(line: FilmLine, id: string, track: MediaStreamTrack, way: Way): Promise<void> {
  const [source, moved] = sourceOf(track, way);
  const refused = line.next("fault").then(({ fault, sentence }) => {
    throw new FilmError(fault === "no-room" ? "no-room" : "no-place", sentence);
  });
  const isReady = line.next("ready");
  line.ask({ kind: "begin", id, source }, moved);
  try {
    await Promise.race([isReady, refused]);
  } catch (cause) {
    line.end();
    track.stop();
    // What was begun of a place is empty; where there is none, there is nothing to remove.
    await removeAll(id).catch(() => undefined);
    throw cause instanceof FilmError ? cause : new FilmError("no-place", cause);
  }
}

/** Tells when the class begins to run, and when it has stood for a while. */
function watchClock(clock: ClassClock, tell: (isMoving: boolean) => void): () => void {
  let [isMoving, ranMs] = [false, 0];
  const timer = setInterval(() => {
    const nowMs = pageMs();
    const runs = clock.at(nowMs) !== null;
    if (runs) ranMs = nowMs;
    const moves = runs || (isMoving && nowMs - ranMs < STANDS_MS);
    if (moves !== isMoving) tell(moves);
    isMoving = moves;
  }, LOOK_MS);
  return () => clearInterval(timer);
}
