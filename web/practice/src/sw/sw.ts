/**
 * The service worker: keeps one version of the app whole on the device, so that it starts without a network. A newer
 * version is fetched beside it and waits until the page asks it to take over. Classes and nets are kept elsewhere, by
 * the page itself.
 */

import { answerOr } from "./told";
import { outdated } from "./versions";

declare const self: ServiceWorkerGlobalScope;

/** Files of this build, each with the hash of its contents; written in by the build. */
const FILES: Readonly<Record<string, string>> = JSON.parse("__FILES__");
const VERSION = "__VERSION__";

const PREFIX = "eightcount-app-";
const APP = `${PREFIX}${VERSION}`;
/** What the server told last; it outlives versions. */
const TOLD = "eightcount-told";
const PAGE = "index.html";
const CONFIG = "config.json";
/** The name under which the version that serves is written down, where no file of the app has it. */
const SERVED = "eightcount-served";
/** A network that says nothing for so long is as good as none. */
const PATIENCE_MS = 3000;
/** The bundler puts hashes of their contents into the names of files here. */
const HASHED = "assets/";

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
});
self.addEventListener("fetch", (event) => {
  const path = pathOf(event.request);
  if (path === null) return;
  if (path === CONFIG) event.respondWith(told(event));
  else if (path in FILES) event.respondWith(own(path, event.request));
  else if (path.startsWith(HASHED)) event.respondWith(older(path, event.request));
  else if (event.request.mode === "navigate") event.respondWith(own(PAGE, event.request));
});

/** Below the app's address, without query; null for what is not the app's. */
function pathOf({ method, url }: Request): string | null {
  const { scope } = self.registration;
  if (method !== "GET" || !url.startsWith(scope)) return null;
  return url.slice(scope.length).replace(/[?#].*$/, "");
}

/** All of this version, or none of it; what an older one has under the same name is not fetched again. */
async function install(): Promise<void> {
  const cache = await caches.open(APP);
  for (const path of Object.keys(FILES)) {
    if (await cache.match(path)) continue; // of an install that was broken off
    const kept = path.startsWith(HASHED) ? await caches.match(path) : undefined;
    await cache.put(path, kept ?? (await fetched(path)));
  }
  await (await caches.open(TOLD)).put(CONFIG, await fetched(CONFIG)); // the first page asked before we were there
  // Whoever never takes a newer version collects none of those that waited before this one.
  if (self.registration.waiting) await letGo(await served());
}

async function fetched(path: string): Promise<Response> {
  const answer = await fetch(path, { cache: path.startsWith(HASHED) ? "default" : "reload" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}

/** From now on this version serves; of those before it the one that did so last stays. */
async function takeOver(): Promise<void> {
  await letGo(await served());
  await (await caches.open(TOLD)).put(SERVED, new Response(APP));
  await self.clients.claim();
}

async function served(): Promise<string | null> {
  return (await (await caches.open(TOLD)).match(SERVED))?.text() ?? null;
}

async function letGo(served: string | null): Promise<void> {
  const kept = (await caches.keys()).filter((name) => name.startsWith(PREFIX)); // in the order in which they were made
  await Promise.all(outdated({ kept, own: APP, served }).map((name) => caches.delete(name)));
}

async function own(path: string, request: Request): Promise<Response> {
  return (await (await caches.open(APP)).match(path)) ?? fetch(request);
}

/** A file of the version before. */
async function older(path: string, request: Request): Promise<Response> {
  return (await caches.match(path)) ?? fetch(request);
}

/** As the server says now; what it said last where it cannot be reached, or takes long. */
async function told(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(TOLD);
  const kept = await cache.match(CONFIG);
  const asked = fetch(event.request).then(async (answer) => {
    if (answer.ok) await cache.put(CONFIG, answer.clone());
    return answer;
  });
  event.waitUntil(asked.then(renewWalls).catch(() => undefined)); // offline: another time
  return answerOr(asked, kept, PATIENCE_MS);
}

/** The page is kept with its headers: where the server now says others, such as for a shelf elsewhere, they count. */
async function renewWalls(): Promise<void> {
  const cache = await caches.open(APP);
  const [kept, now] = [await cache.match(PAGE), await fetch(self.registration.scope, { cache: "no-cache" })];
  if (!kept || !now.ok || wallsOf(kept) === wallsOf(now)) return;
  if ((await kept.text()) === (await now.clone().text())) await cache.put(PAGE, now);
}

function wallsOf(answer: Response): string {
  return `${answer.headers.get("Content-Security-Policy")} ${answer.headers.get("Permissions-Policy")}`;
}
