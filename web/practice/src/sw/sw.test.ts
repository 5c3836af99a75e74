import { expect, test } from "vitest";
import { answerOr } from "./told";
import { outdated } from "./versions";

const kept = new Response("kept");
/** Longer than any test. */
const PATIENCE_MS = 3_600_000;
const never = new Promise<Response>(() => undefined);

test("what the server says now goes before what it said", async () => {
  const now = new Response("now");
  expect(await answerOr(Promise.resolve(now), kept, PATIENCE_MS)).toBe(now);
});

test.each([502, 503, 404])("a server that answers %d has what it said last handed on", async (status) => {
  expect(await answerOr(Promise.resolve(new Response("", { status })), kept, PATIENCE_MS)).toBe(kept);
});

test("so has one that cannot be reached, or says nothing", async () => {
  expect(await answerOr(Promise.reject(new TypeError("no network")), kept, PATIENCE_MS)).toBe(kept);
  expect(await answerOr(never, kept, 0)).toBe(kept);
});

test("without anything kept the answer is handed on as it is", async () => {
  const refused = new Response("", { status: 503 });
  expect(await answerOr(Promise.resolve(refused), undefined, 0)).toBe(refused);
  await expect(answerOr(Promise.reject(new TypeError("no network")), undefined, 0)).rejects.toThrow(
    "no network",
  );
});

test("the version that served last stays, those that only waited go", () => {
  expect(outdated({ kept: ["a", "b", "c", "d"], own: "d", served: "b" })).toEqual(["a", "c"]);
});

test("what comes after a version is on its way, and stays", () => {
  expect(outdated({ kept: ["a", "b", "c"], own: "b", served: "a" })).toEqual([]);
  expect(outdated({ kept: ["a", "b", "c", "d"], own: "c", served: "b" })).toEqual(["a"]);
});

test("where nobody knows which version serves none goes", () => {
  expect(outdated({ kept: ["a", "b", "c"], own: "c", served: null })).toEqual([]);
  expect(outdated({ kept: [], own: "c", served: "b" })).toEqual([]);
});
