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
export * from "./features.ts";
export { Fields, isSameRatio, type Ratio, readObject, requireFormat } from "./fields.ts";
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
export { type Npy, type NpyArrays, readNpy } from "./npy.ts";
export { type Parameters, parametersAsJson, readParameters } from "./parameters.ts";
export {
  BONES,
  frameTimeS,
  frameTimesS,
  isSeen,
  LANDMARKS,
  MAX_GAP_S,
  MISSING,
  POSE_VALUES,
  type PoseTrack,
  poseAt,
  readPoseTrack,
  restored,
  SCALE,
  WORLD_VALUES,
} from "./poses.ts";
export type { OnlineKey, SignedRoot } from "./root.ts";
export {
  type Instant,
  type Part,
  type Problem,
  type Routine,
  type Step,
  type StepPoint,
  stepsOf,
  type Targets,
  type VideoShape,
} from "./routine.ts";
export { MAX_ROUTINE_BYTES, readRoutine } from "./routine_files.ts";
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
