/**
 * The filter graph of a practice, as one: its branches, and who hands what to whom.
 *
 *     class video ──> clock ──────────────┐
 *          └──> overlay <── limbs off ──┐ │
 *     camera ──> preview                │ ▼
 *        ├─────> pose ──────────────> scoring ──> feedback, sheet
 *        └─────> recording ──> film
 *
 * Every branch takes what comes into a queue of its own, which lets go of what does not fit rather than keeping another
 * branch waiting. What a branch does lies in its own file. Must not start, pause or end anything: that is `running`.
 */

import type { Pack } from "@eightcount/runtime";
import type { Event } from "@eightcount/runtime/scoring";
import type { Seen } from "../pose";
import { type Branch, branchOf } from "./branch";
import type { Camera } from "./camera";
import { classBranch } from "./classVideo";
import type { Playing } from "./clock";
import type { CameraFrame, TakePicture } from "./frames";
import { overlayBranch } from "./overlay";
import { previewBranch } from "./preview";
import type { Scorer } from "./scorer";
import type { BranchStats, GraphStats, PoseFrame, Wishes } from "./types";

/** Where a practice is shown. */
export interface Stage {
  /** Plays the class. */
  readonly video: HTMLVideoElement;
  /** Shows the camera. */
  readonly preview: HTMLVideoElement;
  /** Lies exactly where the preview does, hidden; drawn into where the page draws the camera itself. */
  readonly picture: HTMLCanvasElement;
  /** Lies exactly over the preview. */
  readonly overlay: HTMLCanvasElement;
}

/** Poses that wait to be scored: as many as come in two seconds. They are small, and none is passed over lightly. */
const SCORING_ROOM = 60;
/** Of camera pictures none waits: a browser lends all branches together two at a time, and the film wants them. */
export const POSE_ROOM = 0;
/** 15 a second are enough for scoring: a part changes by less than 0.01. The rest of the device's time is for drawing. */
export const POSE_EVERY_MS = 60;

export interface Given {
  readonly camera: Camera;
  readonly stage: Stage;
  readonly pack: Pack;
  readonly wishes: Wishes;
  readonly clock: Playing;
  /** The picture is closed. Null: there is nothing to look with just now. */
  readonly look: (picture: CameraFrame["picture"], capturedMs: number) => Promise<Seen | null>;
  readonly scorer: Scorer;
  /** Told of every picture of the camera. */
  readonly came: () => void;
  /** Told of every picture looked at, and of it as it is scored; null: it is not. */
  readonly seen: (frame: PoseFrame, scored: PoseFrame | null) => void;
  /** A pose that is to be scored, as it is scored. */
  readonly scored: (frame: PoseFrame) => PoseFrame | null;
}

export interface Graph {
  stats(): Omit<GraphStats, "recording">;
  /** Counts from now on: the practice begins. */
  recount(): void;
  /** Of scoring: lights the limbs that are off. */
  feed(event: Event): void;
  /** Takes no more pictures of the camera; resolves when those that came before are scored. */
  settled(): Promise<void>;
  close(): void;
}

export function joined(given: Given): Graph {
  const { camera, stage, pack, wishes, clock, scorer } = given;

  const classVideo = classBranch(stage.video, clock);
  const preview = previewBranch(stage, camera);
  const overlay = overlayBranch(stage, camera, pack, wishes, clock);
  const scoring = branchOf<PoseFrame>({
    room: SCORING_ROOM,
    async work({ classS, landmarks }) {
      await scorer.take(classS as number, landmarks);
      return true;
    },
    sinceMs: ({ capturedMs }) => capturedMs,
    failed: reportError,
  });
  const pose = poseBranch(given, (frame) => {
    const taken = frame.classS === null ? null : given.scored(frame);
    given.seen(frame, taken); //  pose ──> whoever listens
    overlay.learner(frame); //    pose ──> overlay
    if (taken) scoring.put(taken); //   pose ──> scoring
  });
  const branches = { class: classVideo, preview, overlay, pose, scoring };
  const closeAll = () => {
    for (const branch of Object.values(branches)) branch.close();
  };
  const stop = picturesOf(
    camera,
    (picture) => {
      given.came();
      pose.put(picture); // camera ──> pose
    },
    closeAll,
  );
  return {
    stats: () => statsOf(branches),
    recount() {
      for (const branch of Object.values(branches)) branch.recount();
    },
    feed: overlay.feed, //        scoring ──> overlay
    async settled() {
      stop();
      await pose.idle();
      await scoring.idle();
    },
    close() {
      stop();
      closeAll();
    },
  };
}

/** A camera that was unplugged meanwhile gives none: what was joined is let go of. */
function picturesOf(camera: Camera, take: TakePicture, letGo: () => void): () => void {
  try {
    return camera.frames(take);
  } catch (error) {
    letGo();
    throw error;
  }
}

/** Looks at the newest picture, lays it on the class's clock, and hands on what it saw. */
function poseBranch({ clock, look, wishes }: Given, handOn: (frame: PoseFrame) => void): Branch<CameraFrame> {
  return branchOf<CameraFrame>({
    room: POSE_ROOM,
    everyMs: POSE_EVERY_MS,
    async work({ picture, capturedMs }) {
      const seen = await look(picture, capturedMs);
      if (!seen) return false;
      const { landmarks, people, width, height } = seen;
      const shownS = clock.at(capturedMs);
      const classS = shownS === null ? null : shownS - wishes.latencyS * wishes.speed;
      handOn({ capturedMs, classS, landmarks, people, width, height });
      return true;
    },
    sinceMs: ({ capturedMs }) => capturedMs,
    letGo: ({ picture }) => picture.close(),
    failed: reportError,
  });
}

function statsOf<Name extends string>(
  branches: Readonly<Record<Name, { stats(): BranchStats }>>,
): Readonly<Record<Name, BranchStats>> {
  const named = Object.entries<{ stats(): BranchStats }>(branches).map(([name, { stats }]) => [
    name,
    stats(),
  ]);
  return Object.fromEntries(named) as Record<Name, BranchStats>;
}
