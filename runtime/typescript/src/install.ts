/**
 * One class on a device: from the manifest that a pointer announced to a pack that is whole and opens. Must not decide
 * which class to bring nor which pack is in use.
 */

import type { PointerClass } from "./classpack/channel.ts";
import { sha256Of } from "./classpack/crypto.ts";
import { MalformedError, MismatchError, PackError } from "./classpack/errors.ts";
import { type Manifest, objectsOf, type PackFile, readManifest } from "./classpack/manifest.ts";
import { manifestKey, objectKey } from "./classpack/shelf.ts";
import { acceptManifest, requireAnnounced, requireFile } from "./classpack/verify.ts";
import { fetchFile, fetchSmall, type Source } from "./fetch.ts";
import { heldManifest, incomingKey, isHeld } from "./held.ts";
import { type Pack, readPack } from "./pack.ts";
import { NoRoomError, type Store } from "./store.ts";

const ROOM_TO_SPARE = 1024 * 1024;

/** How far the download of a class has come; `path` is the file at hand. */
export interface Progress {
  readonly classId: string;
  readonly path: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** What installing needs. */
export interface Desk {
  readonly source: Source;
  readonly store: Store;
  /** Are held objects read and hashed, or only their lengths looked at? */
  readonly thorough: boolean;
  readonly tell: (progress: Progress) => void;
  /** Reads the pack as its user will; throws a `PackError` where that cannot be done. */
  readonly tryOut: (pack: Pack) => Promise<void>;
}

/** Counts as installing goes on, so that what an attempt cost is known even where it fails. */
export interface Meter {
  downloadedBytes: number;
  reusedBytes: number;
}

/** Is the announced pack here, whole? */
export async function isInstalled(desk: Desk, entry: PointerClass): Promise<boolean> {
  const bytes = await heldManifest(desk.store, entry.classId, entry.manifest);
  if (!bytes) return false;
  for (const file of objectsOf(readManifest(bytes))) {
    if (!(await isHeld(desk.store, file, desk.thorough))) return false;
  }
  return true;
}

/**
 * Brings the manifest and the objects that are not here yet, and opens the pack once. Throws a `NewerRuntimeError` or an
 * `UnsupportedFormatError` where the pack is for newer runtimes, another `PackError` where the server cannot be reached
 * or refuses, sent something else twice, what it published cannot be opened, or there is no room.
 */
export async function install(desk: Desk, entry: PointerClass, meter: Meter): Promise<void> {
  const manifestFile = await manifestOf(desk, entry, meter);
  const objects = objectsOf(await acceptManifest(manifestFile, entry));
  const missing: PackFile[] = [];
  for (const file of objects) {
    if (await isHeld(desk.store, file, true)) meter.reusedBytes += file.bytes;
    else missing.push(file);
  }
  const come = await comeBytes(desk.store, missing);
  await requireRoom(desk.store, entry.classId, lengthOf(missing) - come);
  await bringAll(desk, entry.classId, missing, come, meter);
  await requireOpens(desk, entry.classId, manifestFile);
}

/** Are manifest and files of these roles here, so that the class can be shown? */
export async function isPreviewed(
  desk: Desk,
  entry: PointerClass,
  roles: readonly string[],
): Promise<boolean> {
  const bytes = await heldManifest(desk.store, entry.classId, entry.manifest);
  if (!bytes) return false;
  for (const file of ofRoles(await acceptManifest(bytes, entry), roles)) {
    if (!(await isHeld(desk.store, file, desk.thorough))) return false;
  }
  return true;
}

/** Brings the manifest and files of these roles, and no more. Throws as `install` does. */
export async function preview(
  desk: Desk,
  entry: PointerClass,
  roles: readonly string[],
  meter: Meter,
): Promise<void> {
  const manifestFile = await manifestOf(desk, entry, meter);
  for (const file of ofRoles(await acceptManifest(manifestFile, entry), roles)) {
    if (await isHeld(desk.store, file, true)) continue;
    await bring(desk, file, (count) => {
      meter.downloadedBytes += count;
    });
  }
}

function ofRoles(manifest: Manifest, roles: readonly string[]): readonly PackFile[] {
  return objectsOf(manifest).filter((file) => roles.includes(file.role));
}

/** The announced manifest's file: as held, or fetched, and once more past caches if it is another one. */
async function manifestOf(desk: Desk, entry: PointerClass, meter: Meter): Promise<Uint8Array<ArrayBuffer>> {
  const held = await heldManifest(desk.store, entry.classId, entry.manifest);
  return held ?? twice((fresh) => fetchManifest(desk, entry, meter, fresh));
}

async function fetchManifest(
  desk: Desk,
  entry: PointerClass,
  meter: Meter,
  fresh: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = manifestKey(entry.classId, entry.manifest);
  const { bytes } = await fetchSmall(desk.source, key, entry.bytes, { fresh });
  if (!bytes) throw new MismatchError(`${key} did not come.`);
  meter.downloadedBytes += bytes.length;
  requireAnnounced(bytes.length, await sha256Of(bytes), entry.bytes, entry.manifest, key);
  await desk.store.write(key, bytes);
  return bytes;
}

async function comeBytes(store: Store, missing: readonly PackFile[]): Promise<number> {
  let sum = 0;
  for (const file of missing) sum += Math.min(file.bytes, (await store.size(incomingKey(file.sha256))) ?? 0);
  return sum;
}

async function requireRoom(store: Store, classId: string, bytes: number): Promise<void> {
  const [needed, free] = [bytes + ROOM_TO_SPARE, bytes > 0 ? await store.roomBytes() : null];
  if (free !== null && free < needed) {
    throw new NoRoomError(`${classId} needs ${inMb(needed)}, but there is only room for ${inMb(free)}.`);
  }
}

async function bringAll(
  desk: Desk,
  classId: string,
  missing: readonly PackFile[],
  come: number,
  meter: Meter,
): Promise<void> {
  const totalBytes = lengthOf(missing);
  let doneBytes = come;
  for (const file of missing) {
    await bring(desk, file, (count) => {
      doneBytes = Math.min(totalBytes, doneBytes + count);
      meter.downloadedBytes += count;
      desk.tell({ classId, path: file.path, doneBytes, totalBytes });
    });
  }
}

/** One object; what is not the announced one is thrown away and fetched once more, past caches. */
async function bring(desk: Desk, file: PackFile, onBytes: (count: number) => void): Promise<void> {
  const [key, into] = [objectKey(file.sha256), incomingKey(file.sha256)];
  await desk.store.remove(key);
  await twice(async (fresh) => {
    try {
      await fetchFile(desk.source, desk.store, { key, into, length: file.bytes, fresh, onBytes });
      await requireFile(file, (await desk.store.read(into)) ?? new Blob([]));
    } catch (error) {
      if (error instanceof MismatchError) await desk.store.remove(into);
      throw error;
    }
  });
  await desk.store.move(into, key);
}

/** Opens the new pack as its user will, while the last good one is still in use. */
async function requireOpens(desk: Desk, classId: string, manifestFile: Uint8Array): Promise<void> {
  try {
    await desk.tryOut(await readPack(desk.store, manifestFile));
  } catch (error) {
    if (!(error instanceof PackError)) throw error;
    throw new MalformedError(`The new pack of ${classId} cannot be opened. ${error.sentence}`, {
      cause: error,
    });
  }
}

async function twice<T>(act: (fresh: boolean) => Promise<T>): Promise<T> {
  try {
    return await act(false);
  } catch (error) {
    if (!(error instanceof MismatchError)) throw error;
    return act(true);
  }
}

function lengthOf(files: readonly PackFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

function inMb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
