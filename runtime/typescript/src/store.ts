/**
 * What a device needs of the place where it keeps files: files by key, each change whole or not there at all.
 *
 *     o/<sha256>                    verified objects
 *     packs/<class>/<sha256>.json   verified manifests
 *     incoming/<sha256>             downloads that are not whole yet
 *     channels/<channel>.json       the pointer accepted last, its ETag, and which pack of each class is in use
 *
 * Must not know what the files mean.
 */

import { PackError } from "./classpack/errors.ts";

/** The place cannot be read or written. */
export class StoreError extends PackError {
  override readonly name: string = "StoreError";
}

/** There is no room left. */
export class NoRoomError extends StoreError {
  override readonly name = "NoRoomError";
}

/** Another sync works in the same place, perhaps in another tab. */
export class BusyError extends PackError {
  override readonly name = "BusyError";
}

/** Every call throws a `StoreError` where it cannot be done; one that writes a `NoRoomError` where room ran out. */
export interface Store {
  /** The file, or null where there is none. Its bytes are read when they are asked for. */
  read(key: string): Promise<Blob | null>;
  /** Its length in bytes, or null where there is none. */
  size(key: string): Promise<number | null>;
  /** Replaces or makes a file at once. */
  write(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Lengthens a file that has `at` bytes so far; from 0 on it begins anew. */
  append(key: string, at: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Gives a file another key at once. */
  move(from: string, to: string): Promise<void>;
  /** Takes a file away; where there is none, nothing happens. */
  remove(key: string): Promise<void>;
  /** All keys that begin so. */
  keys(prefix: string): Promise<readonly string[]>;
  /** How much more fits, in bytes; null where that is not known. */
  roomBytes(): Promise<number | null>;
  /** Does it while nobody else does in the same place. Throws a `BusyError` at once where somebody is at it. */
  exclusively<T>(act: () => Promise<T>): Promise<T>;
}
