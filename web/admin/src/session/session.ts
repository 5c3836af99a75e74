/** Who is signed in, as the server says; null when nobody is. */
import { api, ProblemError, type Shape, told } from "@eightcount/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { queries, SESSION_KEY } from "../app/queries";

export type Session = Shape<"SessionShown">;

async function present(): Promise<Session | null> {
  try {
    return await told(api.GET("/api/v1/session"));
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return null;
    throw error;
  }
}

export function useSession() {
  return useQuery({ queryKey: SESSION_KEY, queryFn: present, staleTime: 60_000 });
}

/** The account that is signed in; only for pages that are shown to nobody else. */
export function useAccount(): Session["account"] {
  const session = useSession().data;
  if (session === null || session === undefined) throw new Error("this page is for people who are signed in");
  return session.account;
}

export function useSignIn() {
  return useMutation({
    mutationFn: (given: Shape<"SignIn">) => told(api.POST("/api/v1/session", { body: given })),
    onSuccess: (session) => queries.setQueryData(SESSION_KEY, session),
  });
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => told(api.DELETE("/api/v1/session")),
    onSuccess: () => {
      queries.setQueryData(SESSION_KEY, null);
      queries.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
    },
  });
}
