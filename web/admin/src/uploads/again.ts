/** What becomes of an upload that met an error: it waits and goes on, begins anew, or stops for a person. Pure. */
import { ProblemError, UnreachableError } from "@eightcount/api";
import { UnreadableError } from "./hashing";
import type { Why } from "./item";

export type Verdict =
  | Readonly<{ kind: "wait"; ms: number }>
  | Readonly<{ kind: "anew" }>
  | Readonly<{ kind: "stop"; why: Why; anew?: true }>;

const FIRST_WAIT_MS = 1_000;
export const LONGEST_WAIT_MS = 30_000;
/** A bucket refuses what a fresh URL mends; what that does not mend so often, nothing here will. */
const MOST_REFUSALS = 8;
const GONE = ["parts-gone", "aborted", "upload-not-open", "not-found"];

/** `failures`: how many there were one after the other, this one too. */
export function verdictOn(error: Error, failures: number): Verdict {
  if (error instanceof UnreadableError || error.name === "NotReadableError")
    return { kind: "stop", why: { key: "why.unreadable" } };
  const bucketSays = wordOfBucket(error);
  if (bucketSays !== null && failures >= MOST_REFUSALS) return { kind: "stop", why: bucketSays };
  const problem = bucketSays === null ? problemIn(error) : null;
  if (problem === null || problem.status === 0 || problem.status >= 500 || problem.status === 429) {
    if (problem?.status === 507) return { kind: "stop", why: problem.sentence };
    return { kind: "wait", ms: Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) };
  }
  if (problem.code === "part-url-refused") return { kind: "wait", ms: FIRST_WAIT_MS };
  if (problem.code === "wrong-sha256") return { kind: "stop", why: { key: "why.damaged" }, anew: true };
  if (GONE.includes(problem.code)) return { kind: "anew" };
  if (problem.status === 401) return { kind: "stop", why: { key: "why.signedOut" } };
  return { kind: "stop", why: problem.sentence };
}

/** The server has understood and says no: asking again changes nothing. */
export function isRefusal(error: unknown): error is ProblemError {
  return error instanceof ProblemError && [403, 404, 409, 412, 422].includes(error.status);
}

/** What the server said: as our own calls throw it, or in the body that Uppy's client kept. */
function problemIn(error: Error): ProblemError | null {
  if (error instanceof ProblemError) return error;
  if (error instanceof UnreachableError || !("status" in error) || typeof error.status !== "number")
    return null;
  const told = parsed("body" in error && typeof error.body === "string" ? error.body : "");
  return new ProblemError(error.status, told.code ?? `http-${error.status}`, told.detail ?? error.message);
}

/** What a bucket says in S3's own words (an expired URL, an upload that goes on by another name); else null. */
function wordOfBucket(error: Error): string | null {
  if (!("body" in error) || typeof error.body !== "string") return null;
  return /<Error>.*?<Code>(\w{1,80})<\/Code>/s.exec(error.body)?.[1] ?? null;
}

function parsed(body: string): Partial<Record<"code" | "detail", string>> {
  try {
    return JSON.parse(body);
  } catch {
    return {}; // not one of the server's problems: a proxy's page, or nothing
  }
}
