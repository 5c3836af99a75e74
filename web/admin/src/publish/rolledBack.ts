/** What a rollback has undone, and whether publishing would bring it back. Pure. */
import type { Release } from "./releases";

export type RolledBack = Readonly<{
  /** When devices got it, ISO 8601. */
  at: string;
  /** What is live now. */
  revision: number;
  /** What rollbacks took back since something was last published. */
  undone: number;
  /** Whether the pack on offer is one of those; else it was built since. */
  comesBack: boolean;
}>;

/**
 * @param releases of one class on one channel, newest first, all of them.
 * @param pack the pack that publishing would take.
 * @returns null where what is live was not rolled back to, or is what publishing would take.
 */
export function rolledBack(releases: readonly Release[], pack: string | undefined): RolledBack | null {
  const live = releases.find(({ state }) => state === "live");
  if (live?.kind !== "rollback" || live.revision === null || pack === undefined || pack === live.pack_id)
    return null;
  const undone = takenBack(releases);
  const offered = undone.find(({ pack_id }) => pack_id === pack);
  const told = offered ?? undone.at(-1);
  if (told === undefined || told.revision === null) return null;
  return {
    at: live.live_at ?? live.created_at,
    revision: live.revision,
    undone: told.revision,
    comesBack: offered !== undefined,
  };
}

/** What rollbacks took back since something was last published, the newest rollback's last. */
function takenBack(releases: readonly Release[]): readonly Release[] {
  const wasLive: Release[] = [];
  let undone: Release[] = [];
  for (const release of releases.toReversed()) {
    if (release.state !== "live" && release.state !== "superseded") continue;
    if (release.kind === "rollback") {
      const taken = wasLive.pop();
      if (taken) undone.push(taken);
    } else {
      wasLive.push(release);
      undone = [];
    }
  }
  return undone;
}
