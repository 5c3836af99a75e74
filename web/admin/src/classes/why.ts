/**
 * Why a class stands where it stands, as words under `board:why`. Pure.
 * A failed build has only the server's own sentence: there is no end to what can fail.
 */
import type { Shape } from "@eightcount/api";

type Listed = Shape<"ClassListed">;

export type Reason = Readonly<{
  /** A word under `why`. */
  key: Exclude<Listed["why"], "failed">;
  song: string;
  channels: readonly string[];
  /** What is wrong, in the server's words; empty where nothing is. */
  fault: string;
}>;

/** Null where only the server's sentence says it. */
export function reasonOf(listed: Pick<Listed, "why" | "song_title" | "live_on" | "problems">): Reason | null {
  if (listed.why === "failed") return null;
  const fault = listed.problems.find((problem) => problem.severity === "error")?.sentence ?? "";
  return { key: listed.why, song: listed.song_title, channels: listed.live_on, fault };
}
