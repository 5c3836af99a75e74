/**
 * What a store holds of a channel, and what of its files is still needed. Must not open a socket nor decide what to
 * follow.
 */

import { canonicalJson } from "./classpack/canonical.ts";
import { MAX_POINTER_BYTES, readPointerFile } from "./classpack/channel.ts";
import { sha256Of } from "./classpack/crypto.ts";
import { PackError } from "./classpack/errors.ts";
import { readObject, requireFormat } from "./classpack/fields.ts";
import type { Json } from "./classpack/json.ts";
import { isName, isSha256, type PackFile, readManifest } from "./classpack/manifest.ts";
import { manifestKey, objectKey } from "./classpack/shelf.ts";
import { requireFile } from "./classpack/verify.ts";
import type { Store } from "./store.ts";

const FORMAT = 1;
/** A pointer's file within JSON is twice as long at most, and the names of its classes stand beside it. */
const MAX_STATE_BYTES = 3 * MAX_POINTER_BYTES;
const STATES = "channels/";

/** What a store knows of a channel. */
export interface Held {
  /** Where the pointer came from; from elsewhere it does not count. */
  readonly baseUrl: string;
  /** To ask whether the pointer is still current. */
  readonly etag: string | null;
  /** The file accepted last. */
  readonly pointer: Uint8Array<ArrayBuffer> | null;
  /** Class to sha256 of the manifest in use. */
  readonly installed: ReadonlyMap<string, string>;
}

/** Where a download grows until it is whole. */
export function incomingKey(sha256: string): string {
  return `incoming/${sha256}`;
}

/** What is held of a channel; null where nothing is, or it is damaged (objects are found again by hash). */
export async function readHeld(store: Store, channel: string): Promise<Held | null> {
  const bytes = await readBytes(store, stateKey(channel));
  if (!bytes) return null;
  try {
    const fields = readObject(bytes, "state", MAX_STATE_BYTES);
    requireFormat(fields, FORMAT);
    const installed = fields.inner("installed");
    const hashes = [...installed.values.keys()].map(
      (name) => [name, installed.text(name, { longest: 64 })] as const,
    );
    if (!hashes.every(([name, sha256]) => isName(name) && isSha256(sha256)))
      installed.refuse("class", "a sha256");
    const text = fields.has("pointer") ? fields.text("pointer", { longest: MAX_POINTER_BYTES }) : null;
    const pointer = text === null ? null : new TextEncoder().encode(text);
    if (pointer) readPointerFile(pointer);
    return {
      baseUrl: fields.text("base_url", { longest: 2000 }),
      etag: fields.has("etag") ? fields.text("etag") : null,
      pointer,
      installed: new Map(hashes),
    };
  } catch (error) {
    if (error instanceof PackError) return null;
    throw error;
  }
}

/** Replaces what is held of a channel, at once: the switch to new packs. */
export async function writeHeld(store: Store, channel: string, held: Held): Promise<void> {
  const state = new Map<string, Json>([
    ["format", FORMAT],
    ["base_url", held.baseUrl],
    ["etag", held.etag],
    ["pointer", held.pointer && new TextDecoder().decode(held.pointer)],
    ["installed", held.installed],
  ]);
  await store.write(stateKey(channel), canonicalJson(state));
}

/** The names of the channels of which something is held. */
export async function heldChannels(store: Store): Promise<readonly string[]> {
  const keys = await store.keys(STATES);
  return keys.map((key) => key.slice(STATES.length).replace(/\.json$/, ""));
}

/** The highest version of a root document that came with an accepted pointer, of any channel; 0 for none. */
export async function rootVersionSeen(store: Store): Promise<number> {
  let highest = 0;
  for (const channel of await heldChannels(store)) {
    const held = await readHeld(store, channel);
    if (held?.pointer) highest = Math.max(highest, readPointerFile(held.pointer).root.version);
  }
  return highest;
}

/** Does the object lie there with the right length, and, if `thorough`, with the right content? */
export async function isHeld(store: Store, file: PackFile, thorough: boolean): Promise<boolean> {
  const key = objectKey(file.sha256);
  if (!thorough) return (await store.size(key)) === file.bytes;
  const content = await store.read(key);
  return content !== null && isWhole(file, content);
}

/** A manifest's file that is held unharmed, or null. */
export async function heldManifest(
  store: Store,
  classId: string,
  sha256: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await readBytes(store, manifestKey(classId, sha256));
  return bytes && (await sha256Of(bytes)) === sha256 ? bytes : null;
}

/** Deletes what no channel uses or is about to use: objects, manifests, half downloads. */
export async function sweep(store: Store): Promise<void> {
  const kept = await wantedKeys(store);
  for (const prefix of ["o/", "packs/", "incoming/"]) {
    for (const key of await store.keys(prefix)) {
      if (!kept.has(key)) await store.remove(key);
    }
  }
}

/** Of all that is in use or announced on any channel. */
async function wantedKeys(store: Store): Promise<ReadonlySet<string>> {
  const kept = new Set<string>();
  for (const channel of await heldChannels(store)) {
    const held = await readHeld(store, channel);
    const announced = held?.pointer ? readPointerFile(held.pointer).pointer.classes : [];
    const manifests = [
      ...(held?.installed ?? []),
      ...announced.map(({ classId, manifest }) => [classId, manifest] as const),
    ];
    for (const [classId, sha256] of manifests) {
      kept.add(manifestKey(classId, sha256));
      for (const object of await objectsIn(store, classId, sha256))
        kept.add(objectKey(object)).add(incomingKey(object));
    }
  }
  return kept;
}

/** The objects that a held manifest names; none where this runtime cannot read it. */
async function objectsIn(store: Store, classId: string, sha256: string): Promise<readonly string[]> {
  const bytes = await heldManifest(store, classId, sha256);
  try {
    return bytes ? readManifest(bytes).files.map((file) => file.sha256) : [];
  } catch (error) {
    if (error instanceof PackError) return [];
    throw error;
  }
}

/** Has the content the length and the hash of the file? */
export async function isWhole(file: PackFile, content: Blob): Promise<boolean> {
  try {
    await requireFile(file, content);
    return true;
  } catch (error) {
    if (error instanceof PackError) return false;
    throw error;
  }
}

async function readBytes(store: Store, key: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const content = await store.read(key);
  try {
    return content && new Uint8Array(await content.arrayBuffer());
  } catch (error) {
    if (error instanceof DOMException) return null; // a failing disk: as if it were not there
    throw error;
  }
}

function stateKey(channel: string): string {
  return `${STATES}${channel}.json`;
}
