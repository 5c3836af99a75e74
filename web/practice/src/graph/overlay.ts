/**
 * The branch that draws over the preview: the teacher, as lines or as a shape, where the learner stands, and those of the
 * learner's limbs that are off. It draws what is newest when the page draws, at the class's pace, and passes the rest over. Must
 * not touch the camera's pictures.
 */

import { LANDMARKS, type Pack, POSE_VALUES } from "@eightcount/runtime";
import type { Event, Limb } from "@eightcount/runtime/scoring";
import { believedIn } from "../figure/believed";
import type { PointOf } from "../figure/points";
import { drawLimbs } from "../figure/skeleton";
import { drawTeacher } from "../figure/teacher";
import type { Camera } from "./camera";
import type { Playing } from "./clock";
import { drawing } from "./drawing";
import type { Stage } from "./graph";
import { onPageClock, pageMs } from "./pageClock";
import { acrossOf, bodyOf, middleOf, type Place, placed, type Shown } from "./placing";
import { tallyOf } from "./tally";
import type { BranchStats, PoseFrame, Wishes } from "./types";

/** More pixels than this along the longer side cost more than a line gains. */
const MOST_PX = 480;
/** A learner's pose is drawn for so long; feedback holds for so long. */
const FRESH_MS = 400;
/** Farther on, the class was sought. */
const MOST_PASSED = 10;
const SURE = 0.5;
const LIMB_WIDTH = 0.024;

export interface OverlayBranch {
  learner(frame: PoseFrame): void;
  feed(event: Event): void;
  stats(): BranchStats;
  recount(): void;
  close(): void;
}

export function overlayBranch(
  stage: Stage,
  camera: Camera,
  pack: Pack,
  wishes: Wishes,
  clock: Playing,
): OverlayBranch {
  const canvas = stage.overlay;
  const context = canvas.getContext("2d");
  const colours = coloursOf(canvas);
  const tally = tallyOf();
  const teacher = teacherOf(pack, wishes.mirrored);
  let learner: PoseFrame | null = null;
  let off: { readonly limbs: readonly Limb[]; readonly atMs: number } = { limbs: [], atMs: 0 };
  let place: Place | null = null;
  let isPlaced = false;
  let isLit = false;
  let drawn = { frame: -1, learnerMs: 0 };
  /** In a pause nobody is looked at: once nothing is lit any more, nothing moves. */
  const onPage = drawing((now) => {
    draw(now);
    return !stage.video.paused || isLit;
  });
  stage.video.addEventListener("play", onPage.wake);
  onPage.wake();

  function draw(now: number): void {
    const dueMs = onPageClock(now);
    const classS = clock.at(dueMs);
    const frame = classS === null ? drawn.frame : teacher.frameAt(classS);
    // In a pause what is lit goes out by itself.
    const goesOut = isLit && dueMs - off.atMs >= FRESH_MS;
    // While the class plays its pictures set the pace: one stroke for both bodies.
    if (frame === drawn.frame && !goesOut && (classS !== null || learner?.capturedMs === drawn.learnerMs))
      return;
    // Pictures of the class that came and went since the page drew last.
    const passed = drawn.frame < 0 ? 0 : Math.max(Math.min(frame - drawn.frame - 1, MOST_PASSED), 0);
    tally.came(1 + passed);
    tally.dropped(passed);
    drawn = { frame, learnerMs: learner?.capturedMs ?? 0 };
    if (context) paint(context, frame, dueMs);
    tally.done(pageMs() - dueMs);
  }

  function paint(context: CanvasRenderingContext2D, frame: number, nowMs: number): void {
    const shown = fitted(canvas, stage.preview, camera.mirrored);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (wishes.overlay !== "none" && frame >= 0) {
      place ??= middleOf(teacher.shown.shape, shown.shape);
      const points = teacherPoints(frame, place, shown);
      drawTeacher(context, wishes.overlay, points, colours.teacher, canvas.height);
    }
    const { landmarks = null, capturedMs = 0 } = learner ?? {};
    isLit = nowMs - Math.min(capturedMs, off.atMs) < FRESH_MS && off.limbs.length > 0;
    if (landmarks && isLit) {
      drawLimbs(context, off.limbs, learnerPoints(landmarks, shown), colours.off, LIMB_WIDTH * canvas.height);
    }
  }

  function teacherPoints(frame: number, { size, x, y }: Place, shown: Fitted): PointOf {
    const from = frame * POSE_VALUES;
    const pose = pack.poses.image;
    return (mark) => {
      if (!teacher.isBelieved(frame, mark)) return null;
      const [px, py] = [pose[from + 4 * mark] as number, pose[from + 4 * mark + 1] as number];
      return shown.at(size * acrossOf(px, teacher.shown) + x, size * py + y);
    };
  }

  function settle(landmarks: Float32Array, shown: Shown): void {
    const frame = drawn.frame;
    const taught = frame < 0 ? null : bodyOf(pack.poses.image, frame * POSE_VALUES, teacher.shown);
    const seen = bodyOf(landmarks, 0, shown);
    if (!taught || !seen) return;
    place = placed(place ?? middleOf(teacher.shown.shape, shown.shape), taught, seen, !isPlaced);
    isPlaced = true;
  }

  return {
    learner(frame) {
      learner = frame;
      const shown = { shape: frame.width / Math.max(frame.height, 1), mirrored: camera.mirrored };
      if (frame.landmarks) settle(frame.landmarks, shown);
      onPage.wake();
    },
    feed(event) {
      if (event.kind === "feedback") off = { limbs: event.off, atMs: pageMs() };
    },
    stats: tally.stats,
    recount: tally.recount,
    close() {
      onPage.close();
      stage.video.removeEventListener("play", onPage.wake);
      context?.clearRect(0, 0, canvas.width, canvas.height);
    },
  };
}

/** The preview's picture as it lies on the canvas. `at`: canvas pixels of a place in heights of that picture. */
interface Fitted extends Shown {
  readonly at: (across: number, down: number) => readonly [x: number, y: number];
}

function fitted(canvas: HTMLCanvasElement, preview: HTMLVideoElement, mirrored: boolean): Fitted {
  const { clientWidth, clientHeight } = canvas;
  const density = Math.min(devicePixelRatio, MOST_PX / Math.max(clientWidth, clientHeight, 1));
  const [width, height] = [Math.round(clientWidth * density), Math.round(clientHeight * density)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const shape = preview.videoWidth / Math.max(preview.videoHeight, 1) || 1;
  const isCover = fitOf(preview) === "cover";
  const fit = isCover ? Math.max : Math.min;
  const tall = fit(height, width / shape);
  const [left, top] = [(width - tall * shape) / 2, (height - tall) / 2];
  return { shape, mirrored, at: (across, down) => [left + across * tall, top + down * tall] };
}

const fits = new WeakMap<HTMLVideoElement, string>();

/** Read once: asking again would lay the page out. */
function fitOf(preview: HTMLVideoElement): string {
  const known = fits.get(preview) ?? getComputedStyle(preview).objectFit;
  fits.set(preview, known);
  return known;
}

function learnerPoints(landmarks: Float32Array, shown: Fitted): PointOf {
  return (mark) => {
    if (mark >= LANDMARKS.length || !((landmarks[4 * mark + 3] as number) >= SURE)) return null;
    return shown.at(acrossOf(landmarks[4 * mark] as number, shown), landmarks[4 * mark + 1] as number);
  };
}

function teacherOf({ poses, routine }: Pack, mirrored: boolean) {
  const rateHz = poses.rate[0] / poses.rate[1];
  const shown: Shown = { shape: routine.video.width / routine.video.height, mirrored };
  const last = poses.frames - 1;
  const frameAt = (classS: number) => Math.min(Math.max(Math.floor(classS * rateHz), 0), last);
  return { shown, frameAt, isBelieved: believedIn(poses.image) };
}

function coloursOf(element: HTMLElement): { readonly teacher: string; readonly off: string } {
  const style = getComputedStyle(element);
  const named = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return { teacher: named("--accent", "#4cc2ff"), off: named("--off", "#ff5c5c") };
}
