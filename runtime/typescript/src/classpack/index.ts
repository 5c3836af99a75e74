/**
 * The class pack, format 1: values, the files that hold them, and the rules by which they are believed.
 * `docs/classpack.md` of the project is the same format in words. Nothing here opens a socket, reads a clock or knows
 * a server.
 */

export { canonicalJson } from "./canonical.ts";
export {
  MAX_POINTER_BYTES,
  type Pointer,
  type PointerClass,
  type PointerFile,
  readPointerFile,
} from "./channel.ts";
export { requireCryptography, sha256Of } from "./crypto.ts";
export * from "./errors.ts";
export { Fields, type Ratio, readObject, requireFormat } from "./fields.ts";
export { Inexact, type Json, type JsonObject, readJson } from "./json.ts";
export {
  fileOf,
  isName,
  isSha256,
  type Manifest,
  type Metadata,
  objectsOf,
  type PackFile,
  packBytes,
  readManifest,
  type Section,
} from "./manifest.ts";
export type { OnlineKey, SignedRoot } from "./root.ts";
export { manifestKey, objectKey, pointerKey } from "./shelf.ts";
export { isKey } from "./signed.ts";
export {
  acceptManifest,
  acceptPointer,
  type Judging,
  RUNTIME_LEVEL,
  requireAnnounced,
  requireFile,
  type Trust,
  trustIn,
} from "./verify.ts";
