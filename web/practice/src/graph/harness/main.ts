/**
 * A page on which somebody practises, for a test to drive as `practice`: the graph with all of its branches, and a camera
 * whose pictures count themselves, which tells when each was truly danced. Nothing of what the graph does is done here.
 */

import { fileOf, type Pack, readManifest, readPoseTrack, readRoutine, sha256Of } from "@eightcount/runtime";
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

async function packOf(address: string): Promise<Pack> {
  const bytesOf = async (path: string) =>
    new Uint8Array(await (await fetch(`${address}/${path}`)).arrayBuffer());
  const manifestFile = await bytesOf("manifest.json");
  const manifest = readManifest(manifestFile);
  const files = new Map<string, Blob>();
  for (const { path, sha256, type } of manifest.files) {
    const bytes = await bytesOf(`objects/${sha256}`);
    if ((await sha256Of(bytes)) !== sha256) throw new Error(`${path} is damaged.`);
    files.set(path, new Blob([bytes], { type }));
  }
  const of = async (role: string) => {
    const { path } = fileOf(manifest, role);
    return new Uint8Array(await (files.get(path) as Blob).arrayBuffer());
  };
  const routine = readRoutine(await of("routine"));
  const poses = readPoseTrack(await of("poses"), await of("poses_world"), routine.video.rate);
  return { manifest, manifestSha256: await sha256Of(manifestFile), files, routine, poses };
}

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
  stage.preview.classList.toggle("mirrored", camera.mirrored);
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

async function ended(): Promise<unknown> {
  while (!told.some(({ kind }) => kind === "ended")) await new Promise((next) => setTimeout(next, 50));
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

/** What is seen in pictures is told that much later from now on; the next message of a kind breaks its worker. */
let harm: { readonly slowMs: number; breaks: "" | "look" | "frame" } = { slowMs: 0, breaks: "" };
/** No net is so short, and no pose. */
const RUBBISH = {
  look: { kind: "begin", net: new Uint8Array(8), delegate: "CPU", fileset: {} },
  frame: { kind: "frame", timeS: 1, landmarks: new Float32Array(5) },
};

function harmful(): void {
  const post = Worker.prototype.postMessage as (message: unknown, transfer: Transferable[]) => void;
  Worker.prototype.postMessage = function (this: Worker, message: { kind?: string }, transfer: unknown) {
    const passed = Array.isArray(transfer) ? (transfer as Transferable[]) : [];
    if (harm.breaks === "" || message.kind !== harm.breaks) return post.call(this, message, passed);
    const rubbish = RUBBISH[harm.breaks];
    harm = { ...harm, breaks: "" };
    return post.call(this, rubbish, []);
  };
  const told = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage");
  Object.defineProperty(Worker.prototype, "onmessage", {
    ...told,
    set(this: Worker, hear: (event: MessageEvent<{ kind?: string }>) => void) {
      told?.set?.call(this, (event: MessageEvent<{ kind?: string }>) => {
        if (event.data.kind === "seen" && harm.slowMs > 0)
          setTimeout(() => hear.call(this, event), harm.slowMs);
        else hear.call(this, event);
      });
    },
  });
}

function hide(hidden: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}

const practice = {
  harmed: (how: Partial<typeof harm>) => {
    harm = { ...harm, ...how };
  },
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
