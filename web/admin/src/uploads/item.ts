/** An upload as its page shows it, and what becomes of the file once it is here. Values only. */
import type { Purpose } from "./kinds";

/** What the file is for: attached by itself when it has arrived, even after the page was loaded again. */
export type Goal =
  | Readonly<{ kind: "take"; slug: string }>
  | Readonly<{ kind: "cover"; slug: string }>
  | Readonly<{ kind: "sound"; songId: string; slug: string | null }>
  | Readonly<{ kind: "picture"; dancerId: string }>;

export const purposeOf = (goal: Goal): Purpose =>
  goal.kind === "take" ? "take" : goal.kind === "sound" ? "song" : "picture";

/** Two uploads for the same place of the same row: the later one is meant. */
export function samePlace(one: Goal, other: Goal): boolean {
  return one.kind === other.kind && placeName(one) === placeName(other);
}

export function placeName(goal: Goal): string {
  if (goal.kind === "sound") return `sound ${goal.songId}`;
  return goal.kind === "picture" ? `picture ${goal.dancerId}` : `${goal.kind} ${goal.slug}`;
}

/**
 * checking: it is looked at, or asked whether the server has it. sending. paused. waiting: the line or the server
 * is away; it goes on by itself. verifying: all parts are there. needs_file: the page was loaded again and the
 * browser may not read the file by itself. refused: it cannot be used. failed: it can be tried again. done.
 */
export type Phase =
  | "checking"
  | "sending"
  | "paused"
  | "waiting"
  | "verifying"
  | "needs_file"
  | "refused"
  | "failed"
  | "done";

/** A sentence of ours by its key with its figures, or one of the server's as it is. */
export type Why = Readonly<{ key: string; figures?: Readonly<Record<string, string | number>> }> | string;

export type UploadItem = Readonly<{
  key: string;
  goal: Goal;
  filename: string;
  totalBytes: number;
  sentBytes: number;
  hashedBytes: number;
  phase: Phase;
  bytesPerS: number;
  leftS: number | null;
  why: Why | null;
  /** Refused as unusual; there is a way on with it. */
  mayInsist: boolean;
  /** The file was here already and was not sent again. */
  known: boolean;
  sha256: string | null;
  /** The browser could read the file again if the person allows it. */
  hasHandle: boolean;
}>;

export const newItem = (
  key: string,
  goal: Goal,
  file: Readonly<{ name: string; size: number }>,
): UploadItem => ({
  key,
  goal,
  filename: file.name,
  totalBytes: file.size,
  sentBytes: 0,
  hashedBytes: 0,
  phase: "checking",
  bytesPerS: 0,
  leftS: null,
  why: null,
  mayInsist: false,
  known: false,
  sha256: null,
  hasHandle: false,
});

/** Leaving the page now would interrupt it. */
export const isUnderWay = ({ phase }: UploadItem) =>
  phase === "checking" || phase === "sending" || phase === "waiting" || phase === "verifying";
