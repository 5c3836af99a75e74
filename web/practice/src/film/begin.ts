/**
 * The recording branch as the graph sees it: it takes a track of its own from the camera, films while the class's clock
 * runs, and keeps which second of the class lies where. The work is its worker's. Must not draw, nor wait for another
 * branch.
 */

import { pageMs } from "../graph/pageClock";
import type { BranchStats, ClassClock, Film, FilmPiece, Wishes } from "../graph/types";
import type { Asked, FilmFault, Shape, Source, Taken, Told } from "./asked";
import { lineOf } from "./journal";
import { type Line, lineTo } from "./line";
import { mendFilm } from "./mending";
import { pieceKeeper } from "./pieces";
import { type Recorder, recorderOf } from "./recorder";
import { removeAll } from "./shelf";
import { encoderFor, type RecorderWay, recorderFor } from "./ways";

/** How often the class's clock is asked whether it runs. */
const LOOK_MS = 50;
/** A class that stands no longer than this is filmed on; the sound is laid anew behind it. */
const STANDS_MS = 250;
/** How often what is known is written down. */
const NOTE_MS = 1000;
/** Less room than a minute takes is none. */
const LEAST_ROOM = 50 * 1024 * 1024;
const NOTHING: BranchStats = { came: 0, done: 0, dropped: 0, medianLatencyMs: null, worstLatencyMs: null };

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
  readonly by?: "encoder" | "recorder";
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
  const by = await wayOf(track, wish.by);
  const { quota = 0, usage = 0 } = await navigator.storage.estimate();
  if (quota - usage < LEAST_ROOM) throw new FilmError("no-room");
  return filming(wish, track.clone(), by);
}

async function wayOf(track: MediaStreamTrack, by?: FilmWish["by"]): Promise<"encoder" | RecorderWay> {
  const { width = 640, height = 480 } = track.getSettings();
  if (by !== "recorder" && (await encoderFor(width, height)) && canRead(track)) return "encoder";
  const way = by === "encoder" ? null : recorderFor(width, height);
  if (!way) throw new FilmError("no-encoder");
  return way;
}

/** Chromium reads tracks on the page, Safari in workers, where it lets tracks go. */
function canRead(track: MediaStreamTrack): boolean {
  if ("MediaStreamTrackProcessor" in globalThis) return true;
  const probe = track.clone();
  try {
    structuredClone(probe, { transfer: [probe as unknown as Transferable] });
    return true;
  } catch {
    return false;
  } finally {
    probe.stop();
  }
}

function sourceOf(track: MediaStreamTrack, by: "encoder" | RecorderWay): [Source, Transferable[]] {
  if (by !== "encoder") return [{ kind: "bytes" }, []];
  if (!("MediaStreamTrackProcessor" in globalThis)) {
    return [{ kind: "track", track }, [track as unknown as Transferable]];
  }
  // A camera has few pictures to give before it stands: no more than these wait for a worker that is kept busy.
  const options = { track: track as MediaStreamVideoTrack, maxBufferSize: 8 };
  const { readable: pictures } = new MediaStreamTrackProcessor(options);
  return [{ kind: "pictures", pictures }, [pictures]];
}

async function filming(
  wish: FilmWish,
  track: MediaStreamTrack,
  by: "encoder" | RecorderWay,
): Promise<FilmRecorder> {
  const id = crypto.randomUUID();
  const line = lineTo<Asked, Told>(
    new Worker(new URL("./film.worker.ts", import.meta.url), { type: "module" }),
  );
  await ready(line, id, track, by);
  const book = bookOf(wish, id, (entry) => line.ask({ kind: "note", line: entry }));
  line.on("filmed", ({ taken, shape, stats }) => {
    for (const picture of taken) book.place(picture);
    if (by === "encoder") book.know(shape, stats);
    else book.know({ bytes: shape.bytes }, book.stats());
  });
  line.on("fault", ({ fault }) => book.fail(fault));
  line.whenBroken(() => book.fail("encoder"));
  const recorder = by === "encoder" ? null : recorded(line, track, by, book);
  const unwatch = watchClock(wish.clock, (isMoving) => {
    if (recorder) recorder.moving(isMoving);
    else line.ask({ kind: "moving", isMoving });
  });
  const noting = setInterval(() => book.note(false), NOTE_MS);

  async function stop(): Promise<void> {
    unwatch();
    clearInterval(noting);
    await recorder?.stop();
    const ended = line.next("ended");
    line.ask({ kind: "end" });
    // A worker that died has written what it could: its journal stands.
    await ended.catch(() => undefined);
    track.stop();
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
      const left = isWhole ? film : await mendFilm(film);
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

async function ready(
  line: Line<Asked, Told>,
  id: string,
  track: MediaStreamTrack,
  by: "encoder" | RecorderWay,
): Promise<void> {
  const [source, moved] = sourceOf(track, by);
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

/** The browser's recorder, whose bytes the worker writes. */
function recorded(line: Line<Asked, Told>, track: MediaStreamTrack, way: RecorderWay, book: Book): Recorder {
  let frames = 0;
  const { width = 0, height = 0 } = track.getSettings();
  return recorderOf(new MediaStream([track]), way, {
    bytes: (bytes) => line.ask({ kind: "bytes", bytes }, [bytes]),
    taken(picture) {
      frames++;
      book.place(picture);
      const stats = { ...NOTHING, came: frames, done: frames };
      book.know({ mime: `video/${way.container}`, width, height, frames, durationS: picture.filmS }, stats);
    },
    failed: () => book.fail("encoder"),
  });
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

/** What is known of a film while it is filmed. */
interface Book {
  place(picture: Taken): void;
  know(shape: Partial<Shape>, stats: BranchStats): void;
  fail(fault: FilmFault): void;
  note(isWhole: boolean): void;
  film(): Film;
  fault(): FilmFault | null;
  stats(): BranchStats;
  pieces(): readonly FilmPiece[];
}

function bookOf(
  { clock, wishes, classId, revision, tell }: FilmWish,
  id: string,
  write: (entry: string) => void,
): Book {
  const begunMs = pageMs();
  const keeper = pieceKeeper(wishes.speed);
  let shape: Shape = { mime: "", width: 0, height: 0, bytes: 0, frames: 0, durationS: 0 };
  let stats = NOTHING;
  let broken: FilmFault | null = null;
  const film = () => ({
    id,
    classId,
    revision: revision ?? null,
    begunMs,
    ...shape,
    pieces: keeper.pieces(),
  });
  return {
    film,
    place(picture) {
      const at = clock.at(picture.capturedMs);
      keeper.put({ ...picture, classS: at === null ? null : at - wishes.latencyS * wishes.speed });
    },
    know(more, counted) {
      shape = { ...shape, ...more };
      stats = counted;
    },
    fail(fault) {
      if (broken) return;
      broken = fault;
      tell?.(fault);
    },
    note: (isWhole) => write(lineOf({ isWhole, film: film() })),
    fault: () => broken,
    stats: () => stats,
    pieces: keeper.pieces,
  };
}
