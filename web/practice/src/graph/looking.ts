/**
 * Looks at pictures by an engine, and by another one in place of one that broke. Must not know what is done with what was
 * seen, nor stop anything: who is told that an engine broke decides that.
 */

import type { HeldEngine, Seen } from "../pose";
import { PoseError } from "../pose/asking";
import type { CameraFrame } from "./frames";
import type { GraphStats } from "./types";

export interface Looking {
  /** The picture is closed, whatever comes of it. Null: there is nothing to look with just now. */
  look(picture: CameraFrame["picture"], capturedMs: number): Promise<Seen | null>;
  /** Is there an engine? Waits for the one in place of a broken one; false: there is none to be had. */
  isReady(): Promise<boolean>;
  release(): void;
}

/** What is done about an engine that broke, most likely for want of memory. */
export interface Breaking {
  /** Told each time, with how often it happened. False: it is not to go on with another one. */
  readonly broke: (times: number) => boolean;
  readonly another: () => Promise<HeldEngine>;
}

export function lookingBy(first: HeldEngine, { broke, another }: Breaking): Looking {
  let engine: HeldEngine | null = first;
  let next: Promise<HeldEngine | null> = Promise.resolve(first);
  let breaks = 0;
  let isReleased = false;

  function replace(broken: HeldEngine): void {
    broken.abandon();
    broken.release();
    // Of several looks that were under way, each tells that it broke: it broke once.
    if (engine !== broken) return;
    engine = null;
    breaks++;
    // Null: there is none to be had, and whoever wants to go on is told so.
    next = broke(breaks) && !isReleased ? another().catch(() => null) : Promise.resolve(null);
    void next.then((held) => {
      if (isReleased) held?.release();
      else engine = held;
    });
  }

  return {
    async look(picture, capturedMs) {
      const held = engine;
      if (!held) {
        picture.close();
        return null;
      }
      try {
        return await held.engine.look(picture, capturedMs);
      } catch (error) {
        if (!(error instanceof PoseError)) throw error;
        replace(held);
        return null;
      }
    },
    isReady: async () => (await next) !== null,
    release() {
      isReleased = true;
      engine?.release();
      engine = null;
    },
  };
}

/** Later than this, what is lit up comes too late to be of use; by so many pictures it is known. */
const SLOW_MS = 150;
const ENOUGH = 60;

/** Beside everything else the net was too much for this device. */
export function isTooSlow({ pose }: Pick<GraphStats, "pose">): boolean {
  return pose.done > ENOUGH && (pose.medianLatencyMs ?? 0) > SLOW_MS;
}
