/**
 * The pose nets on this device: fetched once, believed only by their hash, kept for when there is no network. Must not
 * choose which net is used.
 */

import { sha256Of } from "@eightcount/runtime";
import { config, type ModelFile, type ModelName } from "./config";

/** Also the service worker's name for it: what lies here survives a new version of the app. */
export const MODELS = "eightcount-models";

/** A net cannot be had: there is no network, or the server has none, or another one than it says. */
export class NetError extends Error {
  override readonly name = "NetError";
}

/**
 * A net's file, verified. What is kept and damaged is thrown away and fetched once more. Throws a `NetError` with a
 * sentence where it cannot be had.
 */
export async function loadModel(name: ModelName): Promise<Uint8Array<ArrayBuffer>> {
  const file = (await config()).models.get(name);
  if (!file)
    throw new NetError(`The server has no net '${name}'. Whoever runs it can fetch it: make models.`);
  const kept = await verified(file, await keptAnswer(file));
  if (kept) return kept;
  const fetched = await fetchedAnew(file);
  if (!fetched) throw new NetError(`The net '${name}' is not what the server announced.`);
  await keep(file, fetched);
  await forgetOldModels();
  return fetched;
}

/** Is it here, so that dancing works without a network? */
export async function hasModel(name: ModelName): Promise<boolean> {
  const file = (await config()).models.get(name);
  return file !== undefined && (await keptAnswer(file)) !== undefined;
}

/** Of a net that is not here yet; null: it is, or the server has none. */
export async function bytesToFetch(name: ModelName): Promise<number | null> {
  const file = (await config()).models.get(name);
  return file && !(await keptAnswer(file)) ? file.bytes : null;
}

/** Forgets nets that the server names no more: one that was fetched may be in place of another. */
async function forgetOldModels(): Promise<void> {
  const urls = [...(await config()).models.values()].map((file) => new URL(file.url, location.href).href);
  const cache = await caches.open(MODELS);
  for (const request of await cache.keys()) {
    if (!urls.includes(request.url)) await cache.delete(request);
  }
}

async function keptAnswer(file: ModelFile): Promise<Response | undefined> {
  return (await caches.open(MODELS)).match(file.url);
}

async function fetchedAnew(file: ModelFile): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await verified(file, await fetch(file.url, { cache: "reload" }));
  } catch (cause) {
    throw new NetError("The net could not be downloaded.", { cause });
  }
}

async function verified(
  file: ModelFile,
  answer: Response | undefined,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!answer?.ok) return null;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return bytes.length === file.bytes && (await sha256Of(bytes)) === file.sha256 ? bytes : null;
}

/** Where there is no room it is fetched again the next time. */
async function keep(file: ModelFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await (await caches.open(MODELS)).put(file.url, new Response(bytes));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
