/** What is said first of an alignment, and how loudly. Pure. */
import { gapsOf } from "./agreement";
import { readFound } from "./found";
import type { Held } from "./held";

export type Judgement =
  | "certain"
  /** Found for certain, but parts of the take do not follow the song: the music may have stopped there. */
  | "gaps"
  | "check"
  | "repeats"
  | "doubtful"
  | "notFound"
  | "unknown"
  | "accepted"
  | "corrected";

/** `alarm` and `warning` cannot be overlooked. */
export type Loudness = "calm" | "warning" | "alarm";

/** Below this even what was found is doubted: the song is half as likely not there. */
const DOUBTED_BELOW = 0.6;

const LOUDNESS: Readonly<Record<Judgement, Loudness>> = {
  certain: "calm",
  gaps: "warning",
  accepted: "calm",
  corrected: "calm",
  unknown: "warning",
  check: "warning",
  repeats: "alarm",
  doubtful: "alarm",
  notFound: "alarm",
};

export function judgementOf(held: Held, refused: boolean): Judgement {
  if (held.kind === "missing") return refused ? "notFound" : "unknown";
  const { decided, to_check, confidence, document } = held.shown;
  if (decided !== null) return decided;
  const found = readFound(document);
  if (!to_check) return gapsOf(found).length === 0 ? "certain" : "gaps";
  const codes = found.problems.map(({ code }) => code);
  if (codes.includes("ambiguous")) return "repeats";
  return codes.includes("faint") || (confidence ?? 0) < DOUBTED_BELOW ? "doubtful" : "check";
}

export function loudnessOf(judgement: Judgement): Loudness {
  return LOUDNESS[judgement];
}
