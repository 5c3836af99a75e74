/** What is shown of a lesson as it plays, and what a tap or another wish makes of it. Pure: rules that the player follows. */

import type { Routine } from "@eightcount/runtime";
import { leadCountAt, type Place, placeAt, type Span } from "./lesson";
import type { Speed } from "./speed";

export type Counting = "off" | "in" | "all";

export interface Setting {
  readonly parts: readonly number[];
  readonly speed: Speed;
  readonly loop: boolean;
  readonly counting: Counting;
}

/** What is to be shown. */
export interface Shown {
  readonly phase: "stopped" | "counting" | "playing" | "paused";
  readonly place: Place | null;
  /** In a count-in, the count that is spoken; null elsewhere. */
  readonly counted: number | null;
  /** The browser does not play the video. */
  readonly refused: boolean;
}

export const STOPPED: Shown = { phase: "stopped", place: null, counted: null, refused: false };

export function isRunning({ phase }: Shown): boolean {
  return phase === "counting" || phase === "playing";
}

/** At a second of the class, while a span plays. */
export function shownAt(routine: Routine, span: Span, counting: Counting, atS: number): Partial<Shown> {
  const isLead = atS < span.startS && counting !== "off";
  if (isLead) return { phase: "counting", counted: leadCountAt(span, atS), place: null };
  return { phase: "playing", counted: null, place: placeAt(routine, atS) };
}

/** By which nobody sees a difference. */
export function isSame(one: Shown, other: Shown): boolean {
  return (
    one.phase === other.phase &&
    one.counted === other.counted &&
    one.refused === other.refused &&
    one.place?.part === other.place?.part &&
    one.place?.count === other.place?.count
  );
}

/** What follows: `first`, from the first span; `again`, this span with its count-in; `on`, from where it is. */
export type Follows = "first" | "again" | "on" | "stop" | "recount";

/** After a tap on play. A count-in that was broken off begins again. */
export function afterPlay({ phase }: Shown, span: Span, atS: number): Follows {
  if (phase === "stopped") return "first";
  return atS < span.startS ? "again" : "on";
}

/** After another wish: other parts begin anew, another speed begins a count-in again, all else goes on as it is. */
export function afterChange(before: Setting, after: Setting, shown: Shown): Follows {
  const isOtherParts = String(after.parts) !== String(before.parts);
  if (isOtherParts) return isRunning(shown) ? "first" : "stop";
  if (shown.phase === "counting") return "again";
  return shown.phase === "playing" && after.speed !== before.speed ? "on" : "recount";
}
