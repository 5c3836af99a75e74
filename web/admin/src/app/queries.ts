/** How the admin asks the server: what is worth asking again, and what becomes of a session that has ended. */
import { ProblemError } from "@eightcount/api";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

export const SESSION_KEY = ["session"] as const;
/** Whether the session has ended while its person works. */
export const ENDED_KEY = ["session", "ended"] as const;

const MOST_TRIES = 2;

function worthAnotherTry(failures: number, error: Error): boolean {
  const refused = error instanceof ProblemError && error.status < 500;
  return !refused && failures < MOST_TRIES;
}

/** A wrong password is a 401 too, and ends no session. */
function noteTheEnd(error: Error): void {
  const isOver = error instanceof ProblemError && error.status === 401 && error.code !== "sign-in-failed";
  if (isOver && queries.getQueryData(SESSION_KEY)) queries.setQueryData(ENDED_KEY, true);
}

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteTheEnd }),
  mutationCache: new MutationCache({ onError: noteTheEnd }),
  defaultOptions: {
    queries: { retry: worthAnotherTry, staleTime: 5_000 },
    mutations: { retry: false },
  },
});
