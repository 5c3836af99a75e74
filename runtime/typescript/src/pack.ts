/**
 * A class pack in a store, opened: every hash verified, every file read that a class is danced by. Must not open a
 * socket, nor write but to evict what is damaged.
 */

import { sha256Of } from "./classpack/crypto.ts";
import { MalformedError, MismatchError, PackError } from "./classpack/errors.ts";
import { Fields, isSameRatio } from "./classpack/fields.ts";
import { fileOf, type Manifest, type PackFile, readManifest } from "./classpack/manifest.ts";
import { type PoseTrack, readPoseTrack } from "./classpack/poses.ts";
import type { Routine } from "./classpack/routine.ts";
import { readRoutine } from "./classpack/routine_files.ts";
import { objectKey } from "./classpack/shelf.ts";
import { requireFile } from "./classpack/verify.ts";
import { heldChannels, heldManifest, readHeld } from "./held.ts";
import type { Store } from "./store.ts";

/**
 * A class pack, verified. `manifestSha256` is what the world knows it by, as sheets do; `files` has a Blob of the right
 * media type for each path of the manifest.
 */
export interface Pack {
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  readonly routine: Routine;
  readonly poses: PoseTrack;
  readonly files: ReadonlyMap<string, Blob>;
}

/** The first file of a role, such as `video`. Throws a `MalformedError` where the pack has none. */
export function contentOf(pack: Pack, role: string): Blob {
  return pack.files.get(fileOf(pack.manifest, role).path) as Blob;
}

/**
 * The pack of a class that the device uses, every hash verified.
 *
 * @param channel whose pack; may be left out where the store holds the class from one channel only
 *
 * Throws a `MismatchError` where a file is damaged (it has been removed, and the next sync brings it again), a
 * `PackError` where the class is not there, or several channels have it.
 */
export async function openPack(store: Store, classId: string, channel?: string): Promise<Pack> {
  const found = await installedOf(store, classId, channel);
  const [sha256] = found;
  if (sha256 === undefined || found.size > 1) {
    const several = sha256 ? "is there from several channels: name one" : "is not on this device: sync first";
    throw new PackError(`The class '${classId}' ${several}.`);
  }
  const manifest = await heldManifest(store, classId, sha256);
  if (!manifest)
    throw new MismatchError(`The manifest of '${classId}' was damaged on this device: sync again.`);
  return readPack(store, manifest);
}

/**
 * A pack from a manifest and the objects in the store. Throws a `MismatchError` where one is missing or damaged (that one
 * is removed), another `PackError` where one is not of the format, or they do not fit together.
 */
export async function readPack(store: Store, manifestFile: Uint8Array): Promise<Pack> {
  const manifest = readManifest(manifestFile);
  const files = new Map<string, Blob>();
  for (const file of manifest.files) files.set(file.path, await undamaged(store, file));
  const bytesOf = (role: string) => bytesIn(files.get(fileOf(manifest, role).path) as Blob);
  const routine = readRoutine(await bytesOf("routine"));
  const poses = readPoseTrack(await bytesOf("poses"), await bytesOf("poses_world"), routine.video.rate);
  requireAgreement(manifest, routine, poses);
  const manifestSha256 = await sha256Of(new Uint8Array(manifestFile));
  return { manifest, manifestSha256, routine, poses, files };
}

async function bytesIn(content: Blob): Promise<Uint8Array> {
  return new Uint8Array(await content.arrayBuffer());
}

function requireAgreement(manifest: Manifest, routine: Routine, poses: PoseTrack): void {
  const video = new Fields(fileOf(manifest, "video").details, "the manifest, video");
  const { frames, rate } = routine.video;
  if (poses.frames !== frames || video.integer("frames", 1) !== frames) {
    throw new MalformedError(
      "The routine, the pose track and the manifest differ in their number of frames.",
    );
  }
  if (!isSameRatio(video.ratio("rate"), rate) || manifest.metadata.parts !== routine.parts.length) {
    throw new MalformedError("The routine and the manifest differ in their parts or their rate.");
  }
}

async function undamaged(store: Store, file: PackFile): Promise<Blob> {
  const content = await store.read(objectKey(file.sha256));
  if (!content) throw new MismatchError(`${file.path} is missing.`);
  try {
    await requireFile(file, content);
  } catch (error) {
    if (error instanceof MismatchError) await store.remove(objectKey(file.sha256));
    throw error;
  }
  return content.slice(0, content.size, file.type);
}

/** Manifests of a class in use, over the channels asked for. */
async function installedOf(store: Store, classId: string, channel?: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const name of channel === undefined ? await heldChannels(store) : [channel]) {
    const sha256 = (await readHeld(store, name))?.installed.get(classId);
    if (sha256) found.add(sha256);
  }
  return found;
}
