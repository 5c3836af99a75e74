import { sha256Of } from "@eightcount/runtime";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bytesToFetch, loadModel, MODELS, NetError } from "./models";

const ORIGIN = "http://phone.example";
const NET = new TextEncoder().encode("a net");
const addressOf = (url: string) => new URL(`${import.meta.env.BASE_URL}${url}`, ORIGIN).href;

/** As much of a browser's cache as nets need; addresses are taken as a page takes them. */
function aCache(kept: Map<string, Response>) {
  const full = (asked: string | Request) =>
    new URL(asked instanceof Request ? asked.url : asked, ORIGIN).href;
  return {
    match: async (asked: string) => kept.get(full(asked))?.clone(),
    put: async (asked: string, answer: Response) => void kept.set(full(asked), answer),
    keys: async () => [...kept.keys()].map((url) => new Request(url)),
    delete: async (asked: Request) => kept.delete(full(asked)),
  };
}

const kept = new Map<string, Response>();

beforeEach(async () => {
  kept.clear();
  const lite = { url: "models/2/lite.task", bytes: NET.length, sha256: await sha256Of(NET) };
  const full = { url: "models/1/full.task", bytes: 4, sha256: "ab".repeat(32) };
  const told = { base_url: "", channel: "production", roots: [], closed: false, models: { lite, full } };
  vi.stubGlobal("location", { origin: ORIGIN, href: `${ORIGIN}/practice/` });
  vi.stubGlobal("caches", { open: async (name: string) => (name === MODELS ? aCache(kept) : null) });
  vi.stubGlobal("fetch", async (url: string) =>
    url.endsWith("config.json") ? Response.json(told) : new Response(NET),
  );
});
afterEach(() => vi.unstubAllGlobals());

test("a net that was fetched takes the place of one that the server names no more, and of no other", async () => {
  for (const url of ["models/1/lite.task", "models/1/full.task"]) kept.set(addressOf(url), new Response(""));
  expect(await loadModel("lite")).toEqual(NET);
  expect([...kept.keys()].sort()).toEqual(["models/1/full.task", "models/2/lite.task"].map(addressOf));
});

test("a net that is not here yet is told with its size", async () => {
  expect(await bytesToFetch("lite")).toBe(NET.length);
  await loadModel("lite");
  expect(await bytesToFetch("lite")).toBeNull();
});

test("whatever keeps a net from coming is a net that cannot be had", async () => {
  await expect(loadModel("full")).rejects.toThrow(NetError); // not what was announced
  const [told] = [fetch];
  vi.stubGlobal("fetch", async (url: string) => {
    if (url.endsWith("config.json")) return told(url);
    throw new TypeError("Failed to fetch");
  });
  await expect(loadModel("lite")).rejects.toThrow(NetError);
});
