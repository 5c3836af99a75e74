/**
 * A page on which somebody practises, for a test to drive as `practice`: the graph with all of its branches, and a camera
 * whose pictures count themselves, which tells when each was truly danced. Nothing of what the graph does is done here.
 */

import { sheetAsJson } from "@eightcount/runtime/scoring";
import {
  beginDance,
  type Camera,
  CameraError,
  type CameraFrame,
  type Dance,
  openCamera,
  type Told,
  type Wishes,
  watchBody,
} from "..";
import { onPageClock, pageMs } from "../pageClock";
import { medianOf } from "../tally";
import { counter } from "./counter";
import { harmed, harmful } from "./harm";
import { packOf } from "./packOf";

/** As on real screens the pages of a practice are 30 pictures a second. */
const RATE_HZ = 30;

/** What the page saw of one camera picture: its number, when it was taken by the graph, and when it truly was danced. */
interface Seen {
  readonly count: number;
  readonly capturedMs: number;
}

const byId = <Kind extends HTMLElement>(id: string) => document.getElementById(id) as Kind;
const classVideo = document.createElement("video");
classVideo.id = "class";
document.body.prepend(classVideo);
const stage = {
  video: classVideo,
  preview: byId<HTMLVideoElement>("preview"),
  picture: byId<HTMLCanvasElement>("picture"),
  overlay: byId<HTMLCanvasElement>("overlay"),
};

const seen: Seen[] = [];
const told: { readonly kind: string; readonly why: string | null; readonly atMs: number }[] = [];
const frameTimes: number[] = [];
const longTasks: { readonly startMs: number; readonly tookMs: number }[] = [];
/** Where class second 0 was shown, on the page's clock, by the page's own eyes. */
let zeroMs: number | null = null;
let camera: Camera | null = null;
let dance: Dance | null = null;
let newest = 0;

/**
 * The camera with its pictures' numbers noted. `truth`: they are stamped with when they were truly danced, on the clock
 * of the class that plays; a fake camera slows down where the machine is busy, and a dancer does not.
 *
 * @param leadPictures that come before the dance begins
 */
function counted(real: Camera, leadPictures: number, truth: boolean): Camera {
  const count = counter();
  return {
    ...real,
    frames: (take) =>
      real.frames(({ picture, capturedMs }: CameraFrame) => {
        newest = count(picture);
        seen.push({ count: newest, capturedMs });
        const trulyMs = zeroMs === null ? null : zeroMs + ((newest - leadPictures) / RATE_HZ) * 1000;
        take({ picture, capturedMs: truth && trulyMs !== null ? trulyMs : capturedMs });
      }),
  };
}

function watchPage(): void {
  let last = 0;
  const frame = (now: number) => {
    if (last > 0) frameTimes.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const note = (list: PerformanceObserverEntryList) => {
    for (const { startTime, duration } of list.getEntries()) {
      longTasks.push({ startMs: onPageClock(startTime), tookMs: duration });
    }
  };
  new PerformanceObserver(note).observe({ type: "longtask" });
  const zeros: number[] = [];
  const look = () => {
    const { currentTime, playbackRate, paused } = stage.video;
    if (!paused) zeros.push(pageMs() - (currentTime / playbackRate) * 1000);
    zeroMs = medianOf(zeros);
    stage.video.requestVideoFrameCallback(look);
  };
  stage.video.requestVideoFrameCallback(look);
}

interface Begun {
  readonly pack: string;
  readonly wishes: Wishes;
  readonly leadPictures: number;
  readonly truth: boolean;
}

async function begin({ pack, wishes, leadPictures, truth }: Begun): Promise<void> {
  const real = await openCamera("user");
  camera = counted(real, leadPictures, truth);
  for (const shown of [stage.preview, stage.picture]) shown.classList.toggle("mirrored", camera.mirrored);
  const opened = await packOf(pack);
  const tell = (each: Told) =>
    void told.push({ kind: each.kind, why: "why" in each ? each.why : null, atMs: pageMs() });
  dance = await beginDance({ camera, pack: opened, stage, wishes, tell });
}

function theDance(): Dance {
  if (!dance) throw new Error("It was not begun.");
  return dance;
}

/** Starts while the camera shows one of those pictures. */
async function startAt(first: number, last: number): Promise<void> {
  const before = performance.now();
  while (!(newest >= first && newest <= last)) {
    if (performance.now() - before > 120_000) throw new Error(`Picture ${first} did not come.`);
    await new Promise((next) => setTimeout(next, 5));
  }
  frameTimes.length = longTasks.length = 0;
  await theDance().start();
}

/** What came of it when it is over; `orPaused`: a pause ends it. */
async function ended(orPaused = false): Promise<unknown> {
  const isOver = () => told.some(({ kind }) => kind === "ended" || (orPaused && kind === "paused"));
  while (!isOver()) await new Promise((next) => setTimeout(next, 50));
  const { sheet, film, interrupted, stats, posesAtS, poses } = await theDance().end();
  const shown = { film, interrupted, stats, posesAtS: [...posesAtS], poses: [...poses] };
  return { ...shown, sheet: sheetAsJson(sheet), told, seen, frameTimes, longTasks };
}

/** The code of the fault with which opening a camera ends; null: it opened. */
async function faultOf(facing: "user" | "environment"): Promise<string | null> {
  try {
    (await openCamera(facing)).close();
    return null;
  } catch (error) {
    return error instanceof CameraError ? error.code : String(error);
  }
}

/** Poses of the body check, until so many people were seen. */
async function watched(people: number): Promise<number> {
  const opened = await openCamera("user");
  let count = 0;
  await new Promise<void>((resolve, reject) => {
    const stop = watchBody(
      opened,
      (frame) => {
        count += frame.people;
        if (count >= people) {
          stop();
          resolve();
        }
      },
      reject,
    );
  });
  opened.close();
  return count;
}

function hide(hidden: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}

const practice = {
  harmed,
  hide,
  begin,
  startAt,
  ended,
  faultOf,
  watched,
  theDance,
  camera: () => camera,
  told,
  stage,
};
declare global {
  interface Window {
    practice: typeof practice;
  }
}
window.practice = practice;
harmful();
watchPage();
