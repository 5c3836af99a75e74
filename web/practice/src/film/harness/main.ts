/**
 * A page that films, for a test to drive as `film`: the recording branch beside a class that plays and a camera whose
 * pictures count themselves. Nothing of what the branch does is done here again.
 */

import { openCamera } from "../../graph/camera";
import { follow, playingClock } from "../../graph/clock";
import { onPageClock, pageMs } from "../../graph/pageClock";
import { beginFilm, type FilmRecorder, type FilmWish, filmOf, keptFilms, removeFilm } from "..";
import { finishWith } from "../finish";
import type { Overlay } from "../overlays";

/** A picture's number is burnt in as so many squares, the lowest bit first, in the middle of as many equal columns. */
const BITS = 12;

/** A picture of the camera as the page saw it: its number, and when it was taken. */
type Seen = readonly [count: number, capturedMs: number];
/** What the class's player said of itself: a moment, and the second it played then; -1 where it stood. */
type Tick = readonly [atMs: number, classS: number];

const clock = playingClock();
const seen: Seen[] = [];
const ticks: Tick[] = [];
let recorder: FilmRecorder | null = null;
let faults: string[] = [];

function counter(): (video: HTMLVideoElement) => number {
  const canvas = new OffscreenCanvas(BITS, 1);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) throw new Error("no canvas");
  return (video) => {
    const wide = video.videoWidth / BITS;
    for (let bit = 0; bit < BITS; bit++) pen.drawImage(video, (bit + 0.5) * wide, 40, 1, 1, bit, 0, 1, 1);
    const { data } = pen.getImageData(0, 0, BITS, 1);
    let count = 0;
    for (let bit = 0; bit < BITS; bit++) if ((data[4 * bit] ?? 0) > 127) count |= 1 << bit;
    return count;
  };
}

async function playing(address: string): Promise<HTMLVideoElement> {
  const video = document.createElement("video");
  video.playsInline = true;
  video.src = address;
  document.body.append(video);
  await new Promise((ready) => video.addEventListener("canplaythrough", ready, { once: true }));
  return video;
}

function watch(stream: MediaStream): void {
  const preview = document.createElement("video");
  preview.muted = true;
  preview.srcObject = stream;
  document.body.append(preview);
  const countOf = counter();
  const look = (now: number, { captureTime }: VideoFrameCallbackMetadata) => {
    seen.push([countOf(preview), onPageClock(captureTime ?? now)]);
    preview.requestVideoFrameCallback(look);
  };
  preview.requestVideoFrameCallback(look);
  void preview.play();
}

let video: HTMLVideoElement | null = null;

function tick(): void {
  const { paused, seeking, currentTime } = player();
  ticks.push([pageMs(), paused || seeking ? -1 : currentTime]);
}

/** Camera and class are there, and a film is begun; nothing plays yet. */
async function begin(
  address: string,
  more: Partial<Omit<FilmWish, "wishes">> & {
    readonly speed?: 0.5 | 0.75 | 1;
    readonly latencyS?: number;
  } = {},
): Promise<string> {
  const { speed = 1, latencyS = 0, ...rest } = more;
  const camera = rest.camera ?? (await openCamera("user", { width: 640, height: 480 }));
  watch(camera.stream);
  video = await playing(address);
  video.playbackRate = speed;
  setInterval(tick, 10);
  follow(video, clock, () => undefined);
  faults = [];
  recorder = await beginFilm({
    camera,
    clock,
    classId: "clicks",
    wishes: { speed, latencyS },
    tell: (fault) => faults.push(fault),
    ...rest,
  });
  return recorder.id;
}

const player = (): HTMLVideoElement => {
  if (!video) throw new Error("nothing was begun");
  return video;
};

let painted: { readonly canvas: HTMLCanvasElement; readonly stream: MediaStream } | null = null;

/** A camera that gives white pictures of that size, which may change as when a phone is turned. */
function paint(width: number, height: number): MediaStream {
  if (!painted) {
    const canvas = document.createElement("canvas");
    painted = { canvas, stream: canvas.captureStream(30) };
    setInterval(() => {
      const pen = canvas.getContext("2d");
      if (!pen) return;
      pen.fillStyle = Date.now() % 2 === 0 ? "#fff" : "#eee";
      pen.fillRect(0, 0, canvas.width, canvas.height);
    }, 33);
  }
  Object.assign(painted.canvas, { width, height });
  return painted.stream;
}

const film = {
  begin,
  paint: (width: number, height: number) => void paint(width, height),
  beginPainted: (address: string, width: number, height: number) =>
    begin(address, { camera: { stream: paint(width, height) } }),
  play: () => player().play(),
  pause: () => player().pause(),
  seek: (toS: number) => {
    player().currentTime = toS;
  },
  now: () => player().currentTime,
  end: async () => ({ film: await recorder?.end(), stats: recorder?.stats(), faults, seen, ticks }),
  stats: () => recorder?.stats(),
  faults: () => faults,
  told: () => ({ seen, ticks }),
  finish: async (address: string, overlay: Overlay | null = null) => {
    const [kept] = await keptFilms();
    if (!kept) throw new Error("no film is kept");
    const classVideo = await (await fetch(address)).blob();
    return finishWith(kept.film, classVideo, overlay, {});
  },
  /** A teacher who stands upright, from the left so far in widths of the picture. */
  standing: (shape: number, x = 0.5, mirrored = false): Overlay => {
    const image = new Float32Array(132).fill(1);
    for (let mark = 0; mark < 33; mark++) image.set([x, mark / 33, 0, 1], 4 * mark);
    return {
      teacher: { image, frames: 1, rateHz: 30, shape, mirrored, look: "skeleton" },
      learner: null,
      drawLearner: false,
    };
  },
  /** How long a player says that it is, seconds, once it has sought to its end. */
  playable: async (id: string) => {
    const player = document.createElement("video");
    player.muted = true;
    player.src = URL.createObjectURL((await filmOf(id)) as File);
    await new Promise((ready) => player.addEventListener("loadeddata", ready, { once: true }));
    player.currentTime = player.duration - 0.1;
    await new Promise((ready) => player.addEventListener("seeked", ready, { once: true }));
    return player.duration;
  },
  kept: keptFilms,
  of: filmOf,
  remove: removeFilm,
};
declare global {
  interface Window {
    film: typeof film;
  }
}
window.film = film;
