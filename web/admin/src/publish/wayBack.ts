/** Which revision a rollback would bring back, as the server decides it. Pure. */
import type { Release } from "./releases";

/**
 * @param releases of one class on one channel, newest first, all of them.
 * @returns what was live before the newest release that is not undone yet; null where there is no way back.
 */
export function wayBack(releases: readonly Release[]): number | null {
  const wasLive: (number | null)[] = [];
  for (const release of releases.toReversed()) {
    if (release.state !== "live" && release.state !== "superseded") continue;
    if (release.kind === "rollback") wasLive.pop();
    else wasLive.push(release.revision);
  }
  return wasLive.at(-2) ?? null;
}
