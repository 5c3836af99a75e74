/**
 * The channel pointer: the one small file that changes. It names the classes that a set of devices sees.
 *
 *     {"root": {signed, signatures}, "signatures": [{key, signature}],
 *      "signed": {format, channel, version, expires, classes: [{id, manifest, bytes}]}}
 *
 * `version` only ever rises. Clocks and sockets stay outside; whom to believe is for `verify`.
 */

import { type Fields, readObject, requireFormat } from "./fields.ts";
import type { Json } from "./json.ts";
import { isName, isSha256, MAX_MANIFEST_BYTES } from "./manifest.ts";
import { readRoot, type SignedRoot } from "./root.ts";
import { readCovered, readExpiry } from "./signed.ts";

const FORMAT = 1;
export const MAX_POINTER_BYTES = 4 * 1024 * 1024;
const MAX_CLASSES = 10_000;
const MAX_SIGNATURES = 1024 * 1024;

/** A class on a channel: its manifest's sha256 and length in bytes. */
export interface PointerClass {
  readonly classId: string;
  readonly manifest: string;
  readonly bytes: number;
}

/** What a channel shows. */
export interface Pointer {
  readonly channel: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly expiresMs: number;
  readonly classes: readonly PointerClass[];
}

/** A pointer's file as it came: `covered` is what `signatures` cover, `root` names the keys for them. */
export interface PointerFile {
  readonly pointer: Pointer;
  readonly covered: Uint8Array;
  readonly signatures: readonly Json[];
  readonly root: SignedRoot;
}

/**
 * All that a pointer's file holds. Throws a `MalformedError`, or an `UnsupportedFormatError` where pointer or root are
 * of another format.
 */
export function readPointerFile(bytes: Uint8Array): PointerFile {
  const envelope = readObject(bytes, "channel pointer", MAX_POINTER_BYTES);
  const signed = envelope.inner("signed");
  return {
    pointer: readPointer(signed),
    covered: readCovered(signed),
    signatures: envelope.items("signatures", { most: MAX_SIGNATURES }),
    root: readRoot(envelope.inner("root")),
  };
}

function readPointer(signed: Fields): Pointer {
  requireFormat(signed, FORMAT);
  const classes = signed.each("classes", { most: MAX_CLASSES }).map(readClass);
  if (new Set(classes.map((each) => each.classId)).size < classes.length) {
    signed.refuse("classes", "without a class that stands there twice");
  }
  const channel = signed.text("channel", { longest: 80 });
  if (!isName(channel)) signed.refuse("channel", "a channel's name");
  return { channel, version: signed.integer("version", 1), expiresMs: readExpiry(signed), classes };
}

function readClass(fields: Fields): PointerClass {
  const classId = fields.text("id", { longest: 80 });
  if (!isName(classId)) fields.refuse("id", "a class's name");
  const manifest = fields.text("manifest", { longest: 64 });
  if (!isSha256(manifest)) fields.refuse("manifest", "a sha256");
  return { classId, manifest, bytes: fields.integer("bytes", 1, MAX_MANIFEST_BYTES) };
}
