/** The calls by which a tab tells the server that it is here, and that it goes. */
import { api, type Shape, told } from "@eightcount/api";

export type Present = Shape<"PresenceShown">;
type PresenceBeat = Shape<"PresenceTold">;
export type Stage = PresenceBeat["stage"];

export const NOBODY: Present = { holder: null, others: [] };

/** The tab is here; who else is. @throws UnreachableError, ProblemError */
export function tellOf(slug: string, beat: PresenceBeat): Promise<Present> {
  const path = { class_name: slug };
  return told(api.POST("/api/v1/classes/{class_name}/presence", { params: { path }, body: beat }));
}

/** The tab goes, perhaps with the whole page, so nobody waits; a lost call ends with the lease. */
export function leave(slug: string, tab: string): void {
  const path = { class_name: slug, tab };
  const asked = { params: { path }, keepalive: true };
  api.DELETE("/api/v1/classes/{class_name}/presence/{tab}", asked).catch(() => undefined);
}
