/**
 * Who is signed in, as the server says; null when nobody is.
 *
 * A session that ends while somebody works is not forgotten at once: the page stays as it is, with what was
 * typed, and a dialog asks to sign in again (`useHasEnded`).
 */
import { api, ProblemError, type Shape, told } from "@eightcount/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { ENDED_KEY, queries, SESSION_KEY } from "../app/queries";
import { type Language, speak } from "../i18n";

export type Session = Shape<"SessionShown">;

async function present(): Promise<Session | null> {
  try {
    const session = await told(api.GET("/api/v1/session"));
    mustBeTheSame(session);
    queries.setQueryData(ENDED_KEY, false);
    return session;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 401) throw error;
    const before = queries.getQueryData<Session | null>(SESSION_KEY) ?? null;
    if (before !== null) queries.setQueryData(ENDED_KEY, true);
    return before;
  }
}

export function useSession() {
  return useQuery({ queryKey: SESSION_KEY, queryFn: present, staleTime: 60_000 });
}

/** Whether the session of the person whose page this is has ended. */
export function useHasEnded(): boolean {
  const { data } = useQuery({
    queryKey: ENDED_KEY,
    queryFn: () => false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data === true;
}

/** The account that is signed in; only for pages that are shown to nobody else. */
export function useAccount(): Session["account"] {
  const session = useSession().data;
  if (session === null || session === undefined) throw new Error("this page is for people who are signed in");
  return session.account;
}

/** Signs in. The same person goes on where they were; for another one everything is loaded afresh. */
export function useSignIn() {
  return useMutation({
    mutationFn: (given: Shape<"SignIn">) => told(api.POST("/api/v1/session", { body: given })),
    onSuccess: async (session) => {
      const before = queries.getQueryData<Session | null>(SESSION_KEY) ?? null;
      mustBeTheSame(session);
      if (session.account.language !== null) await speak(session.account.language);
      queries.setQueryData(SESSION_KEY, session);
      queries.setQueryData(ENDED_KEY, false);
      if (before !== null)
        void queries.invalidateQueries({ predicate: ({ queryKey }) => !isSession(queryKey) });
    },
  });
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => told(api.DELETE("/api/v1/session")),
    onSettled: (_data, error) => {
      if (error === null || (error instanceof ProblemError && error.status === 401)) forget();
    },
  });
}

/** As after signing out: nothing of the person stays in the page. */
export function forget(): void {
  queries.setQueryData(SESSION_KEY, null);
  queries.setQueryData(ENDED_KEY, false);
  queries.removeQueries({ predicate: ({ queryKey }) => !isSession(queryKey) });
}

/** Changes one's own name or language. */
export function useEditSelf() {
  return useMutation({
    mutationFn: (changes: Shape<"SelfEdit">) => told(api.PATCH("/api/v1/session/account", { body: changes })),
    onSuccess: (session) => queries.setQueryData(SESSION_KEY, session),
  });
}

/** Speaks the language at once, and keeps it with the account for the next sign-in anywhere. */
export function useOwnLanguage() {
  const edit = useEditSelf();
  return (language: Language) => {
    void speak(language);
    edit.mutate({ language });
  };
}

/** What the page shows is of the person before: for another one all is loaded afresh. */
function mustBeTheSame(session: Session): void {
  const before = queries.getQueryData<Session | null>(SESSION_KEY) ?? null;
  if (before !== null && before.account.id !== session.account.id) window.location.reload();
}

function isSession(key: readonly unknown[]): boolean {
  return key[0] === SESSION_KEY[0];
}
