/**
 * What people choose of a channel: what it shows and how much of it is here, and taking a class away again. Must not
 * open a socket.
 */

import { type PointerClass, readPointerFile } from "./classpack/channel.ts";
import { PackError } from "./classpack/errors.ts";
import { type Manifest, objectsOf, type PackFile, readManifest } from "./classpack/manifest.ts";
import { objectKey } from "./classpack/shelf.ts";
import { acceptManifest } from "./classpack/verify.ts";
import { heldChannels, heldManifest, incomingKey, isHeld, isWhole, readHeld, writeHeld } from "./held.ts";
import type { Store } from "./store.ts";

/** A class that a channel shows, or that is in use. */
export interface Listed {
  readonly classId: string;
  /** What the channel shows; null where the manifest has not come yet, or `problem` says why it cannot be used. */
  readonly shown: Manifest | null;
  readonly problem: PackError | null;
  /** The pack in use; null where the class is not on this device. */
  readonly inUse: Manifest | null;
  /** Is the pack in use the one that is shown? */
  readonly isCurrent: boolean;
  /** Of the shown pack: all its files, and how much of that is here, half downloads included. */
  readonly totalBytes: number;
  readonly hereBytes: number;
  /** Of what is here, that of files that are not whole yet: a download was begun. */
  readonly halfBytes: number;
}

/** What the channel showed at the last sync, in its order; empty before the first. */
export async function catalogue(store: Store, channel: string): Promise<readonly Listed[]> {
  const held = await readHeld(store, channel);
  const classes = held?.pointer ? readPointerFile(held.pointer).pointer.classes : [];
  const listed: Listed[] = [];
  for (const entry of classes) listed.push(await listedAs(store, entry, held?.installed.get(entry.classId)));
  return listed;
}

async function listedAs(store: Store, entry: PointerClass, installed: string | undefined): Promise<Listed> {
  const { classId, manifest } = entry;
  const inUse = installed === undefined ? null : await manifestOf(store, classId, installed);
  const { shown, problem } = await shownBy(store, entry);
  const files = shown ? objectsOf(shown) : [];
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const here = await hereOf(store, files);
  return { classId, shown, problem, inUse, isCurrent: installed === manifest, totalBytes, ...here };
}

async function shownBy(store: Store, entry: PointerClass): Promise<Pick<Listed, "shown" | "problem">> {
  const bytes = await heldManifest(store, entry.classId, entry.manifest);
  try {
    return { shown: bytes && (await acceptManifest(bytes, entry)), problem: null };
  } catch (error) {
    if (error instanceof PackError) return { shown: null, problem: error };
    throw error;
  }
}

async function manifestOf(store: Store, classId: string, sha256: string): Promise<Manifest | null> {
  const bytes = await heldManifest(store, classId, sha256);
  return bytes && readManifest(bytes);
}

async function hereOf(
  store: Store,
  files: readonly PackFile[],
): Promise<Pick<Listed, "hereBytes" | "halfBytes">> {
  let [wholeBytes, halfBytes] = [0, 0];
  for (const file of files) {
    if (await isHeld(store, file, false)) wholeBytes += file.bytes;
    else halfBytes += Math.min(file.bytes, (await store.size(incomingKey(file.sha256))) ?? 0);
  }
  return { hereBytes: wholeBytes + halfBytes, halfBytes };
}

/** A file of a manifest that is here, its hash verified, or null. One that is damaged is removed. */
export async function heldFile(store: Store, file: PackFile): Promise<Blob | null> {
  const content = await store.read(objectKey(file.sha256));
  if (!content) return null;
  if (await isWhole(file, content)) return content.slice(0, content.size, file.type);
  await store.remove(objectKey(file.sha256));
  return null;
}

/**
 * Takes a class off the device: the pack in use, and what has come of the one that is shown. What other classes in use
 * need stays, and so do files of the roles `previews`. A sync without `only` would bring the class again.
 *
 * Throws a `BusyError` while a sync is at work, a `StoreError` where the store cannot be changed.
 */
export async function removeClass(
  store: Store,
  channel: string,
  classId: string,
  previews: readonly string[] = [],
): Promise<void> {
  await store.exclusively(async () => {
    const held = await readHeld(store, channel);
    if (!held) return;
    const files = await filesOf(store, await hashesIn(store, channel, classId));
    if (held.installed.has(classId)) {
      const installed = new Map([...held.installed].filter(([name]) => name !== classId));
      await writeHeld(store, channel, { ...held, installed });
    }
    const needed = await neededNow(store);
    for (const { role, sha256 } of files) {
      if (needed.has(sha256)) continue;
      await store.remove(incomingKey(sha256));
      if (!previews.includes(role)) await store.remove(objectKey(sha256));
    }
  });
}

/** Manifests of a class on a channel: in use, and announced. */
async function hashesIn(store: Store, channel: string, classId: string): Promise<readonly Named[]> {
  const held = await readHeld(store, channel);
  const announced = held?.pointer ? readPointerFile(held.pointer).pointer.classes : [];
  const entry = announced.find((each) => each.classId === classId);
  return [held?.installed.get(classId), entry?.manifest].flatMap((sha256) =>
    sha256 === undefined ? [] : [[classId, sha256] as const],
  );
}

type Named = readonly [classId: string, sha256: string];

/** Files of these manifests, as far as they are here and can be read. */
async function filesOf(store: Store, manifests: readonly Named[]): Promise<readonly PackFile[]> {
  const files: PackFile[] = [];
  for (const [classId, sha256] of manifests) {
    try {
      files.push(...((await manifestOf(store, classId, sha256))?.files ?? []));
    } catch (error) {
      if (!(error instanceof PackError)) throw error;
    }
  }
  return files;
}

/** Objects of the classes in use on any channel, and of what is about to replace them. */
async function neededNow(store: Store): Promise<ReadonlySet<string>> {
  const needed = new Set<string>();
  for (const channel of await heldChannels(store)) {
    for (const classId of (await readHeld(store, channel))?.installed.keys() ?? []) {
      for (const { sha256 } of await filesOf(store, await hashesIn(store, channel, classId)))
        needed.add(sha256);
    }
  }
  return needed;
}
