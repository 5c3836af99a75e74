/**
 * The authoring server's HTTP API as typed functions. The types are derived from the server's own document
 * (`make types`); nothing about pages or frameworks belongs here.
 */
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema";

export type { components, paths } from "./schema";

/** A shape of the API by its name: `Shape<"ClassShown">`. */
export type Shape<Name extends keyof components["schemas"]> = components["schemas"][Name];

export type FieldFault = Readonly<{ field: string; sentence: string; code?: string | null }>;

/** What the server refused, in its own words. `code` is stable; `sentence` is for a person. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  constructor(
    readonly status: number,
    readonly code: string,
    readonly sentence: string,
    readonly faults: readonly FieldFault[] = [],
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(sentence);
  }
}

/** The server did not answer at all: no network, or it is starting. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

export const api: Client<paths> = createClient<paths>({ baseUrl: "" });

type Answer<Data> = { data?: Data; error?: unknown; response: Response };

/**
 * The body of an answer.
 * @throws ProblemError what the server refused; UnreachableError when there was no answer.
 */
export async function told<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  return (await toldWithResponse(asked)).data;
}

/** As `told`, with the response, for its ETag and other headers. */
export async function toldWithResponse<Data>(
  asked: Promise<Answer<Data>>,
): Promise<{ data: Data; response: Response }> {
  const answer = await asked.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new UnreachableError("The server does not answer.", { cause });
  });
  if (!answer.response.ok) throw problemOf(answer.response.status, answer.error);
  return { data: answer.data as Data, response: answer.response };
}

function problemOf(status: number, body: unknown): ProblemError {
  if (typeof body !== "object" || body === null || !("detail" in body)) {
    return new ProblemError(status, `http-${status}`, `The server answered ${status}.`);
  }
  const problem = body as Partial<Shape<"Problem">>;
  return new ProblemError(
    status,
    problem.code ?? `http-${status}`,
    problem.detail ?? `The server answered ${status}.`,
    problem.errors ?? [],
    (problem.facts ?? {}) as Record<string, unknown>,
  );
}
