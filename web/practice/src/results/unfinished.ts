/**
 * What is danced, kept while it is danced: a page that dies in the middle leaves its poses here, and `rescue` makes of
 * them the result up to then. Must not judge: what is scored, the runtime says.
 */

import { POSE_VALUES } from "@eightcount/runtime";
import type { PoseFrame } from "../graph/types";
import type { About } from "./history";
import { rooms } from "./rooms";

/** A practice that has begun. Its page holds a lock of its name for as long as it lives. */
export interface Unfinished extends About {
  readonly id: string;
  /** Of the camera's picture. */
  readonly width: number;
  readonly height: number;
}

/** Some of its poses, as `Danced` has them. */
export interface Moments {
  readonly id: string;
  readonly number: number;
  readonly posesAtS: Float64Array;
  readonly poses: Float32Array;
}

export interface Draft {
  take(frame: PoseFrame): void;
  /** Writes what came since the last time. */
  flush(): void;
  /** The result is kept, or shown: nothing is left to be rescued. */
  close(): Promise<void>;
}

export function lockOf(id: string): string {
  return `eightcount-practice-${id}`;
}

/** A device that has no room for it dances on without: the result is then kept at its end, or told not to be. */
export function draftOf(about: About): Draft {
  const id = crypto.randomUUID();
  let number = 0;
  let timesS: number[] = [];
  let poses: Float32Array[] = [];
  let lastS = Number.NEGATIVE_INFINITY;
  let written: Promise<unknown> | null = null;
  let letGo: () => void = () => undefined;

  function begin({ width, height }: PoseFrame): void {
    void navigator.locks?.request(lockOf(id), () => new Promise<void>((resolve) => (letGo = resolve)));
    write(async () => (await rooms()).put("unfinished", { ...about, id, width, height }));
  }

  function write(task: () => Promise<unknown>): void {
    written = (written ?? Promise.resolve()).then(task).catch(() => undefined);
  }

  return {
    take(frame) {
      const { classS, landmarks, people } = frame;
      if (classS === null || classS <= lastS) return;
      if (written === null) begin(frame);
      lastS = classS;
      timesS.push(classS);
      const one = landmarks && people > 0 ? landmarks.slice(0, POSE_VALUES) : NOBODY;
      poses.push(one);
    },
    flush() {
      if (timesS.length === 0) return;
      const moments = { id, number: number++, posesAtS: Float64Array.from(timesS), poses: joined(poses) };
      [timesS, poses] = [[], []];
      write(async () => (await rooms()).put("moments", moments));
    },
    async close() {
      await written;
      await removeUnfinished(id).catch(() => undefined);
      letGo();
    },
  };
}

const NOBODY = new Float32Array(POSE_VALUES).fill(Number.NaN);

/** Those whose page is gone. */
export async function unfinishedOnes(): Promise<readonly Unfinished[]> {
  const all = await (await rooms()).getAll("unfinished");
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  const alive = new Set(held.map(({ name }) => name));
  return all.filter(({ id }) => !alive.has(lockOf(id)));
}

/** All poses of one, in order. */
export async function posesOf(id: string): Promise<Pick<Moments, "posesAtS" | "poses">> {
  const all = await (await rooms()).getAll("moments", range(id));
  return {
    posesAtS: Float64Array.from(all.flatMap(({ posesAtS }) => [...posesAtS])),
    poses: joined(all.map(({ poses }) => poses)),
  };
}

export async function removeUnfinished(id: string): Promise<void> {
  const work = (await rooms()).transaction(["unfinished", "moments"], "readwrite");
  await Promise.all([
    work.objectStore("unfinished").delete(id),
    work.objectStore("moments").delete(range(id)),
    work.done,
  ]);
}

function range(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]);
}

function joined(pieces: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
