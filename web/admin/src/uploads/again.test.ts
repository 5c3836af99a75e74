import { ProblemError, UnreachableError } from "@eightcount/api";
import { describe, expect, it } from "vitest";
import { isRefusal, verdictOn } from "./again";
import { UnreadableError } from "./hashing";

const s3 = (status: number, problem: object) =>
  Object.assign(new Error(`S3 returned ${status}`), { status, body: JSON.stringify(problem) });

describe("again", () => {
  it("waits longer and longer for a line or a server that is away, but never for ever", () => {
    const waits = [1, 2, 3, 10].map((failures) => verdictOn(new UnreachableError("away"), failures));
    expect(waits).toEqual([1_000, 2_000, 4_000, 30_000].map((ms) => ({ kind: "wait", ms })));
    expect(verdictOn(s3(503, { code: "busy", detail: "Later." }), 1)).toEqual({ kind: "wait", ms: 1_000 });
    expect(verdictOn(new Error("Network error during S3 request"), 1).kind).toBe("wait");
  });

  it("asks for a fresh URL where one has expired", () => {
    expect(verdictOn(s3(403, { code: "part-url-refused", detail: "Expired." }), 7)).toEqual({
      kind: "wait",
      ms: 1_000,
    });
  });

  it("asks a bucket again by a fresh URL, but not for ever", () => {
    const body =
      "<?xml version='1.0'?>\n<Error><Code>AccessDenied</Code>\n<Message>Expired</Message></Error>";
    const refused = Object.assign(new Error("S3 returned 403"), { status: 403, body });
    expect(verdictOn(refused, 1)).toEqual({ kind: "wait", ms: 1_000 });
    expect(verdictOn(refused, 8)).toEqual({ kind: "stop", why: "AccessDenied" });
  });

  it("begins anew where the parts are gone", () => {
    expect(verdictOn(new ProblemError(409, "parts-gone", "Gone."), 1)).toEqual({ kind: "anew" });
    expect(verdictOn(s3(404, { code: "not-found", detail: "None." }), 1)).toEqual({ kind: "anew" });
  });

  it("knows a refusal from what passes", () => {
    expect(isRefusal(new ProblemError(404, "not-found", "There is no class."))).toBe(true);
    expect(isRefusal(new ProblemError(503, "busy", "Later."))).toBe(false);
    expect(isRefusal(new UnreachableError("away"))).toBe(false);
  });

  it("stops with the reason where waiting cannot help", () => {
    const stopped = (error: Error) => verdictOn(error, 1);
    expect(stopped(s3(507, { code: "storage-full", detail: "No room." }))).toEqual({
      kind: "stop",
      why: "No room.",
    });
    expect(stopped(new ProblemError(403, "forbidden", "Not yours."))).toEqual({
      kind: "stop",
      why: "Not yours.",
    });
    expect(stopped(s3(422, { code: "wrong-sha256", detail: "." }))).toEqual({
      kind: "stop",
      why: { key: "why.damaged" },
      anew: true,
    });
    expect(stopped(new UnreadableError("gone"))).toEqual({ kind: "stop", why: { key: "why.unreadable" } });
    expect(stopped(s3(413, "<html>" as unknown as object)).kind).toBe("stop");
  });
});
