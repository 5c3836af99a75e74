/** What a sync tells of each class, and of all together. Must not decide anything. */

import { NewerRuntimeError, type PackError, UnsupportedFormatError } from "./classpack/errors.ts";
import { OfflineError } from "./fetch.ts";

/**
 * `current` (nothing to do), `updated`, `offered` (there is something to bring that was not asked for), `skipped` (needs
 * a newer runtime), `failed`, or `removed`: the channel shows it no more.
 */
export type ClassState = "current" | "updated" | "offered" | "skipped" | "failed" | "removed";

/** What became of a class. */
export interface ClassReport {
  readonly classId: string;
  readonly state: ClassState;
  /** The one in use afterwards; of a class that was skipped or failed the one before, if there was one. */
  readonly manifest: string | null;
  /** Why it was skipped or failed. */
  readonly sentence: string;
  /** The name of the `PackError` that says so, such as `NoRoomError`; empty where there is none. */
  readonly error: string;
  readonly downloadedBytes: number;
  /** Objects that an updated class needs and the device held. */
  readonly reusedBytes: number;
  /** It failed because the server cannot be reached. */
  readonly offline: boolean;
}

/** What a sync did. */
export interface SyncReport {
  readonly channel: string;
  readonly version: number;
  /** The server said that the held pointer is current. */
  readonly notModified: boolean;
  readonly classes: readonly ClassReport[];
  /** Pointer, manifests and objects. */
  readonly downloadedBytes: number;
  readonly reusedBytes: number;
  /** Does the device now show what the channel shows, but for classes that need a newer runtime? */
  readonly complete: boolean;
}

/** Because of what; a class for newer runtimes is skipped. */
export function failed(
  classId: string,
  inUse: string | null,
  error: PackError,
  downloadedBytes = 0,
): ClassReport {
  const isNew = error instanceof NewerRuntimeError || error instanceof UnsupportedFormatError;
  const { sentence, name } = error;
  const offline = error instanceof OfflineError;
  return reported(classId, isNew ? "skipped" : "failed", inUse, {
    sentence,
    error: name,
    downloadedBytes,
    offline,
  });
}

/** In which state, with what else is to be told. */
export function reported(
  classId: string,
  state: ClassState,
  manifest: string | null,
  rest: Partial<ClassReport> = {},
): ClassReport {
  return {
    classId,
    state,
    manifest,
    sentence: "",
    error: "",
    downloadedBytes: 0,
    reusedBytes: 0,
    offline: false,
    ...rest,
  };
}
