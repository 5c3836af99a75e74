/**
 * How a camera's pictures get to the worker that films: off its track; where a page may not read that, as a hidden player
 * shows them; where nothing encodes single pictures, as bytes that the browser's recorder makes.
 */

import { watchCamera } from "../graph/cameraPlayer";
import type { Asked, Source, Told } from "./asked";
import { type Book, NOTHING } from "./book";
import type { Line } from "./line";
import { recorderOf } from "./recorder";
import { encoderFor, type RecorderWay, recorderFor } from "./ways";

/** A camera has few pictures to give before it stands: no more than these wait for a worker that is kept busy. */
const ROOM = 8;

export type FilmLine = Line<Asked, Told>;

export type By = "track" | "player" | "recorder";
export type Way =
  | { readonly by: "track" | "player" }
  | { readonly by: "recorder"; readonly way: RecorderWay };

export interface Supply {
  moving(isMoving: boolean): void;
  /** Resolves when the worker has been handed all. */
  stop(): Promise<void>;
}

/** The best way that this device has, or by wish one of them; null where it has none. */
export async function wayOf(track: MediaStreamTrack, wished?: By): Promise<Way | null> {
  const { width = 640, height = 480 } = track.getSettings();
  const by = wished ?? ("MediaStreamTrackProcessor" in globalThis ? "track" : "player");
  if (by !== "recorder" && (await encoderFor(width, height))) return { by };
  const way = recorderFor(width, height);
  return way && { by: "recorder", way };
}

export function sourceOf(track: MediaStreamTrack, { by }: Way): [Source, Transferable[]] {
  if (by === "recorder") return [{ kind: "bytes" }, []];
  if (by === "player") return [{ kind: "sent" }, []];
  const options = { track: track as MediaStreamVideoTrack, maxBufferSize: ROOM };
  const { readable: pictures } = new MediaStreamTrackProcessor(options);
  return [{ kind: "track", pictures }, [pictures]];
}

export function supplyOf(line: FilmLine, track: MediaStreamTrack, way: Way, book: Book): Supply {
  if (way.by === "recorder") return recorded(line, track, way.way, book);
  const stop = way.by === "player" ? sent(line, track) : () => undefined;
  return { moving: (isMoving) => line.ask({ kind: "moving", isMoving }), stop: async () => stop() };
}

/** Pictures that the worker has no room for are passed over. */
function sent(line: FilmLine, track: MediaStreamTrack): () => void {
  let waiting = 0;
  line.on("took", () => {
    waiting--;
  });
  return watchCamera(new MediaStream([track]), (player, capturedMs) => {
    if (waiting >= ROOM) return;
    const picture = new VideoFrame(player, { timestamp: Math.round(capturedMs * 1000) });
    waiting++;
    line.ask({ kind: "picture", picture, capturedMs }, [picture]);
  });
}

function recorded(line: FilmLine, track: MediaStreamTrack, way: RecorderWay, book: Book): Supply {
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
