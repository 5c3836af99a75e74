/** The states of the dance screen, one after another, and which follows which. Pure: no clock, no camera, no words. */

import type { Interruption } from "../graph/types";
import type { Result } from "../results/history";

export type Phase =
  | { readonly at: "check" }
  /** Asked to begin; waits for the body to be in view. */
  | { readonly at: "waiting" }
  | { readonly at: "counting"; readonly left: number }
  | { readonly at: "dancing" }
  | { readonly at: "paused"; readonly why: Interruption }
  | { readonly at: "ending" }
  | { readonly at: "kept"; readonly id: string }
  | { readonly at: "unkept"; readonly result: Result }
  | { readonly at: "broken"; readonly what: Broken };

/**
 * `net`: the net that recognises poses could not be had; `result`: what was danced is kept, but not its result; `other`:
 * whatever else a practice needs.
 */
export type Broken = "poses" | "net" | "class" | "memory" | "result" | "other";

export const CHECK: Phase = { at: "check" };
export const DANCING: Phase = { at: "dancing" };
/** Sheet and film are put together. */
export const ENDING: Phase = { at: "ending" };
/** Three, two, one. */
export const COUNTDOWN: Phase = { at: "counting", left: 3 };
/** The browser or the class would not go on. */
export const STALLED: Phase = { at: "paused", why: "class-stalled" };

/** Somebody finds their place before the camera. */
export function isChecking({ at }: Phase): boolean {
  return at === "check" || at === "waiting";
}

/** Asked to begin, and nothing was danced: it can be given up without a trace. */
export function isBeginning({ at }: Phase): boolean {
  return at === "waiting" || at === "counting";
}

/** Something was danced, and more could be. */
export function isUnderWay({ at }: Phase): boolean {
  return at === "dancing" || at === "paused";
}

/** Somebody stands before the device and does not touch it: its screen is to stay awake. */
export function isWatched(phase: Phase): boolean {
  return isChecking(phase) || isBeginning(phase) || isUnderWay(phase) || phase.at === "ending";
}

/** Needs no camera any more. */
export function isDone({ at }: Phase): boolean {
  return at === "broken" || at === "unkept";
}

/** After a second of the countdown; null: it is danced. */
export function countedDown(left: number): Phase | null {
  return left > 1 ? { at: "counting", left: left - 1 } : null;
}

/** A class that stands still though nobody paused it has come to its end: what is left takes a moment. */
export function stoodStill(now: Phase): Phase {
  return now.at === "dancing" ? ENDING : now;
}

/** It only took its breath. */
export function playedOn(now: Phase): Phase {
  return now.at === "ending" ? DANCING : now;
}

/** What of all that a practice needs could not be had. */
export function brokenBy(error: unknown, isClassBroken: boolean): Phase {
  if (isClassBroken) return { at: "broken", what: "class" };
  const name = error instanceof Error ? error.name : "";
  return { at: "broken", what: LACKING[name] ?? "other" };
}

/** By the names of errors: their classes come with rooms that this one must not load. */
const LACKING: Readonly<Record<string, Broken>> = { PoseError: "poses", NetError: "net" };

/** Where a practice ended by itself before anything was danced; null: it is not known why. */
export function afterNothing(why: Interruption | null): Phase {
  if (why === "memory") return { at: "broken", what: "memory" };
  if (why === "class-stalled") return { at: "broken", what: "class" };
  return why === null ? { at: "broken", what: "other" } : CHECK;
}
