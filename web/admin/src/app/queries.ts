/** How the admin asks the server: what is worth asking again, and what becomes of a session that has ended. */
import { ProblemError } from "@eightcount/api";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

export const SESSION_KEY = ["session"] as const;

const MOST_TRIES = 2;

function worthAnotherTry(failures: number, error: Error): boolean {
  const refused = error instanceof ProblemError && error.status < 500;
  return !refused && failures < MOST_TRIES;
}

function leaveWhenSignedOut(error: Error): void {
  if (error instanceof ProblemError && error.status === 401) queries.setQueryData(SESSION_KEY, null);
}

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
  mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
  defaultOptions: {
    queries: { retry: worthAnotherTry, staleTime: 5_000 },
    mutations: { retry: false },
  },
});
