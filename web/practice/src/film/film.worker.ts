/** The recording branch's worker: pictures from the camera's track, encoded and written to the device as they come. */

import { arrivals } from "../graph/arrival";
import { pageMs } from "../graph/pageClock";
import { tallyOf } from "../graph/tally";
import type { Asked, Shape, Source, Taken, Told } from "./asked";
import { type Encoding, encodingOf } from "./encoding";
import { folderOf, JOURNAL, lockOf, RECORDING } from "./shelf";
import { isNoRoom, openSync, type SyncFile, writeAt } from "./syncFile";

/** The page is told of pictures when so many have come. */
const TOLD_TOGETHER = 8;

/** A camera that stood for longer begins a new piece. */
const LEAP_US = 5_000_000;

const tell = (told: Told) => self.postMessage(told);
const tally = tallyOf();
const clock = arrivals();
/** Of pictures that are being encoded: when they were taken, by where they lie. */
const captured = new Map<number, number>();

let files: { readonly recording: SyncFile; readonly journal: SyncFile } | null = null;
let encoding: Encoding | null = null;
let taken: Taken[] = [];
let [isMoving, wasMoving, hasBegun, isOver, isBroken] = [false, false, false, false, false];
let [bytes, frames, journalBytes] = [0, 0, 0];
let stampUs = 0;
let received = Promise.resolve();
let letGo = () => {};

self.onmessage = async ({ data }: MessageEvent<Asked>) => {
  try {
    await answer(data);
  } catch (error) {
    fail(error);
  }
};

async function answer(asked: Asked): Promise<void> {
  if (asked.kind === "begin") await begin(asked.id, asked.source);
  else if (asked.kind === "moving") isMoving = asked.isMoving;
  else if (asked.kind === "picture") await receive(asked.picture, asked.capturedMs);
  else if (asked.kind === "bytes") write(new Uint8Array(asked.bytes), bytes);
  else if (asked.kind === "note") note(asked.line);
  else if (asked.kind === "end") await end();
  else close();
}

async function begin(id: string, source: Source): Promise<void> {
  await new Promise<void>((held) => {
    void navigator.locks.request(lockOf(id), () => {
      held();
      return new Promise<void>((release) => {
        letGo = release;
      });
    });
  });
  const folder = await folderOf(id, true);
  files = { recording: await openSync(folder, RECORDING), journal: await openSync(folder, JOURNAL) };
  tell({ kind: "ready" });
  if (source.kind === "track") {
    read(source.pictures.getReader()).catch(fail);
  }
}

/** Ends by itself with the picture after the last: cancelled while one is on its way, nobody would close that. */
async function read(pictures: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
  try {
    while (!isOver) {
      const { value: picture, done: isOut } = await pictures.read();
      if (isOut) return;
      await come(picture, clock.takenMs(picture.timestamp / 1000, pageMs()));
    }
  } finally {
    await pictures.cancel(); // those that wait would be kept from the camera, which has few
  }
}

/** Pictures that are sent come one after the other, too. */
async function receive(picture: VideoFrame, capturedMs: number): Promise<void> {
  received = received.then(() => come(picture, capturedMs)).catch(fail);
  await received;
  tell({ kind: "took" });
}

/** Whatever comes of it the picture is closed: a camera has few. */
async function come(picture: VideoFrame, capturedMs: number): Promise<void> {
  try {
    if (!isOver) await film(picture, capturedMs);
  } finally {
    picture.close();
  }
}

async function film(picture: VideoFrame, capturedMs: number): Promise<void> {
  // Made ready before the dance begins, so that its first pictures need not wait; anew where the phone was turned since.
  if (!hasBegun && !encoding?.fits(picture)) {
    encoding?.abandon();
    encoding = await encodingOf(picture, { write, done, failed: fail });
  }
  if (isMoving && encoding) {
    const isTaken = take(encoding, picture, capturedMs);
    wasMoving = wasMoving || isTaken;
  } else wasMoving = false;
}

function take(into: Encoding, picture: VideoFrame, capturedMs: number): boolean {
  hasBegun = true;
  tally.came();
  // A camera whose clock leaps has begun anew.
  const begins = !wasMoving || Math.abs(picture.timestamp - stampUs) > LEAP_US;
  stampUs = picture.timestamp; // before it is taken over, and closed
  const put = into.put(picture, begins);
  if (put === null) {
    tally.dropped();
    return false;
  }
  captured.set(Math.round(put.filmS * 1e6), capturedMs);
  taken.push({ filmS: put.filmS, begins, capturedMs });
  if (taken.length >= TOLD_TOGETHER) report();
  return true;
}

function done(filmS: number): void {
  frames++;
  const stamp = Math.round(filmS * 1e6);
  tally.done(pageMs() - (captured.get(stamp) ?? pageMs()));
  captured.delete(stamp);
}

function write(data: Uint8Array, at: number): void {
  if (!files) throw new Error("Nothing is being filmed.");
  writeAt(files.recording, data, at);
  bytes = Math.max(bytes, at + data.length);
}

function note(line: string): void {
  if (!files) return;
  const data = new TextEncoder().encode(line);
  writeAt(files.journal, data, journalBytes);
  journalBytes += data.length;
}

function shape(): Shape {
  const told = encoding?.shape() ?? { mime: "", width: 0, height: 0, durationS: 0 };
  return { ...told, bytes, frames };
}

function report(): void {
  tell({ kind: "filmed", taken, shape: shape(), stats: tally.stats() });
  taken = [];
}

/**
 * What was written until now stays: it can be read without what is missing. Told once, also of a disk that fills with the
 * last fragment: the film is not whole then.
 */
function fail(error: unknown): void {
  isOver = true;
  if (isBroken) return;
  isBroken = true;
  const sentence = error instanceof Error ? error.message : String(error);
  tell({ kind: "fault", fault: isNoRoom(error) ? "no-room" : "encoder", sentence });
}

/** Whatever comes of it the page is told that it is over: a result waits for that. */
async function end(): Promise<void> {
  isOver = true;
  try {
    // After a fault there is nothing to finish: its last fragment stays out.
    if (!isBroken) await encoding?.finish();
    files?.recording.flush();
  } catch (error) {
    fail(error);
  }
  report();
  tell({ kind: "ended" });
}

function close(): void {
  files?.recording.close();
  files?.journal.close();
  files = null;
  letGo();
  tell({ kind: "closed" });
}
