/** The calls by which a tab tells the server that it is here, and that it goes. */
import { ProblemError, UnreachableError } from "@eightcount/api";

export type Stage = "overview" | "align" | "beats" | "poses" | "publish";
export type Present = Readonly<{
  holder: Readonly<{ name: string; tab: string; since: string; you: boolean }> | null;
  others: readonly Readonly<{ name: string; stage: string }>[];
}>;
export type PresenceBeat = Readonly<{
  tab: string;
  stage: Stage;
  editing: boolean;
  take_over: boolean;
  active_s: number;
}>;

export const NOBODY: Present = { holder: null, others: [] };

const place = (slug: string) => `/api/v1/classes/${encodeURIComponent(slug)}/presence`;

/** The tab is here; who else is. @throws UnreachableError, ProblemError */
export async function tellOf(slug: string, beat: PresenceBeat): Promise<Present> {
  const answer = await fetch(place(slug), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(beat),
  }).catch((cause: unknown) => {
    throw new UnreachableError("The server does not answer.", { cause });
  });
  if (!answer.ok) throw new ProblemError(answer.status, `http-${answer.status}`, answer.statusText);
  return (await answer.json()) as Present;
}

/** The tab goes, perhaps with the whole page, so nobody waits; a lost call ends with the lease. */
export function leave(slug: string, tab: string): void {
  fetch(`${place(slug)}/${tab}`, { method: "DELETE", keepalive: true }).catch(() => undefined);
}
