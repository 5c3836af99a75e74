/**
 * The rules by which a device believes what it has downloaded. No I/O: bytes and facts in, values or errors out.
 */

import { RUNTIME_LEVEL } from "../version.ts";
import {
  MAX_POINTER_BYTES,
  type Pointer,
  type PointerClass,
  type PointerFile,
  readPointerFile,
} from "./channel.ts";
import { sha256Of } from "./crypto.ts";
import {
  ExpiredError,
  MalformedError,
  MismatchError,
  NewerRuntimeError,
  RolledBackError,
  UntrustedError,
} from "./errors.ts";
import { readObject, requireFormat } from "./fields.ts";
import { FORMAT, MAX_MANIFEST_BYTES, type Manifest, type PackFile, readManifest } from "./manifest.ts";
import { keysOf, type SignedRoot } from "./root.ts";
import { isKey, isSigned } from "./signed.ts";

export { MAX_POINTER_BYTES, RUNTIME_LEVEL };

/** Whom a device believes: public root keys, pinned with the app. One that signed suffices. */
export interface Trust {
  readonly roots: readonly string[];
}

/** What a device knows when it judges a pointer. */
export interface Judging {
  /** The channel that was asked for. */
  readonly channel: string;
  readonly trust: Trust;
  /** The pointer's file accepted last, or null. */
  readonly held: Uint8Array | null;
  /** The highest version of a root document accepted before, on any channel; 0 for none. */
  readonly rootVersionSeen: number;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** Trust in these public root keys. Throws a `RangeError` for trust in nobody, or in what is no key. */
export function trustIn(...roots: readonly string[]): Trust {
  if (roots.length === 0 || !roots.every(isKey)) {
    throw new RangeError("Trust needs root keys, each of 64 lower-case hexadecimal digits.");
  }
  return Object.freeze({ roots: Object.freeze([...roots]) });
}

/**
 * The pointer to follow, with the root document that it came with. Throws, in this order:
 *
 * - `MalformedError`, `UnsupportedFormatError`: it is not a pointer with a root document;
 * - `UntrustedError`: no pinned root key signed the root document;
 * - `RolledBackError`: the root has a version below the one known, or the same with anything else in `signed`;
 * - `ExpiredError`: the root is past its date;
 * - `UntrustedError`: no key that the root names for the channel signed the pointer;
 * - `MalformedError`: it is of another channel;
 * - `RolledBackError`, `ExpiredError`: as the root, the pointer.
 */
export async function acceptPointer(bytes: Uint8Array, judging: Judging): Promise<PointerFile> {
  const { channel } = judging;
  const found = readPointerFile(bytes);
  const before = judging.held && readPointerFile(judging.held);
  await requireRoot(found.root, before?.root ?? null, judging);
  const keys = keysOf(found.root, channel);
  if (!(await isSigned("pointer", found.covered, found.signatures, keys))) {
    throw new UntrustedError(`No key that the root names for the channel '${channel}' signed the pointer.`);
  }
  if (found.pointer.channel !== channel) {
    throw new MalformedError(`The pointer is of the channel '${found.pointer.channel}', not '${channel}'.`);
  }
  const what = "channel's pointer";
  if (before) requireForward(what, found.pointer, found.covered, before.pointer, before.covered);
  requireFresh(what, found.pointer, judging.nowMs);
  return found;
}

/**
 * The manifest that a pointer announced, for a runtime of that level. Throws
 *
 * - `MismatchError`: it has another length or hash;
 * - `UnsupportedFormatError`: it is of another format;
 * - `NewerRuntimeError`: it asks for more than this runtime can; told before the rest is read, which may be new;
 * - `MalformedError`: it is not a manifest of that class.
 */
export async function acceptManifest(
  bytes: Uint8Array<ArrayBuffer>,
  entry: PointerClass,
  level = RUNTIME_LEVEL,
): Promise<Manifest> {
  requireAnnounced(
    bytes.length,
    await sha256Of(bytes),
    entry.bytes,
    entry.manifest,
    `The manifest of ${entry.classId}`,
  );
  const fields = readObject(bytes, "manifest", MAX_MANIFEST_BYTES);
  requireFormat(fields, FORMAT);
  const wanted = fields.integer("min_runtime", 1);
  if (wanted > level) {
    throw new NewerRuntimeError(
      `${entry.classId} needs runtime ${wanted}, this one is ${level}: update the app.`,
    );
  }
  const manifest = readManifest(bytes);
  if (manifest.classId !== entry.classId) {
    throw new MalformedError(`The manifest is of the class '${manifest.classId}', not '${entry.classId}'.`);
  }
  return manifest;
}

/** Refuses, by a `MismatchError`, a file that is not the one of the manifest, or that a failing disk does not give. */
export async function requireFile(file: PackFile, content: Blob): Promise<void> {
  const { path, bytes, sha256 } = file;
  // The length first: what is too long is not read into memory.
  if (content.size !== bytes) requireAnnounced(content.size, "", bytes, sha256, path);
  let read: ArrayBuffer;
  try {
    read = await content.arrayBuffer();
  } catch (error) {
    throw new MismatchError(`${path} cannot be read from where it is kept.`, { cause: error });
  }
  requireAnnounced(read.byteLength, await sha256Of(read), bytes, sha256, path);
}

/** Refuses, by a `MismatchError`, bytes that are not those announced; `what` begins the sentence. */
export function requireAnnounced(
  length: number,
  sha256: string,
  announced: number,
  announcedSha256: string,
  what: string,
): void {
  if (length !== announced) throw new MismatchError(`${what} has ${length} bytes instead of ${announced}.`);
  if (sha256 !== announcedSha256)
    throw new MismatchError(`${what} is not what was published: its hash differs.`);
}

async function requireRoot(root: SignedRoot, held: SignedRoot | null, judging: Judging): Promise<void> {
  if (!(await isSigned("root", root.covered, root.signatures, judging.trust.roots))) {
    throw new UntrustedError(
      "The root document beside the channel's pointer is not signed by a pinned root key.",
    );
  }
  if (root.version < judging.rootVersionSeen) {
    throw new RolledBackError(
      `The root document has version ${root.version}, older than ${judging.rootVersionSeen} seen here.`,
    );
  }
  if (held) requireForward("root document", root, root.covered, held, held.covered);
  requireFresh("root document", root, judging.nowMs);
}

type Dated = Pick<Pointer, "version" | "expiresMs">;

function requireForward(
  what: string,
  now: Dated,
  covered: Uint8Array,
  old: Dated,
  oldCovered: Uint8Array,
): void {
  if (now.version < old.version) {
    throw new RolledBackError(`The ${what} has version ${now.version}, older than ${old.version} held here.`);
  }
  if (now.version === old.version && !isSame(covered, oldCovered)) {
    throw new RolledBackError(`The ${what} changed without a new version (${now.version}).`);
  }
}

function requireFresh(what: string, document: Dated, nowMs: number): void {
  if (!(nowMs < document.expiresMs)) {
    const day = new Date(document.expiresMs).toISOString().slice(0, 10);
    throw new ExpiredError(`The ${what} expired on ${day}; it must be renewed.`);
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
