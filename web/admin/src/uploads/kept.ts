/**
 * Uploads that are not done yet, kept in the browser so that a reload or a closed laptop loses nothing: which
 * upload it is on the server, what it is for, and how to know or to read its file again.
 */
import { type DBSchema, openDB } from "idb";
import type { Goal } from "./item";

export type Kept = Readonly<{
  /** The upload's id on the server. */
  id: string;
  goal: Goal;
  fingerprint: string;
  filename: string;
  bytes: number;
  partBytes: number;
  sha256: string | null;
  /** The file itself where it is small, else the browser's handle on it where it gave one. */
  file: File | null;
  handle: FileSystemFileHandle | null;
}>;

interface Shelf extends DBSchema {
  uploads: { key: string; value: Kept };
}

/** Smaller files are kept whole: then an upload goes on by itself after a reload. */
const KEPT_WHOLE_BYTES = 16 * 1024 * 1024;

const opened = () =>
  openDB<Shelf>("eightcount-uploads", 1, {
    upgrade: (database) => void database.createObjectStore("uploads", { keyPath: "id" }),
  });

export async function keep(kept: Kept, file: File): Promise<void> {
  const whole = file.size <= KEPT_WHOLE_BYTES ? file : null;
  await (await opened()).put("uploads", { ...kept, file: whole });
}

export async function forget(id: string): Promise<void> {
  await (await opened()).delete("uploads", id);
}

export async function allKept(): Promise<readonly Kept[]> {
  return (await opened()).getAll("uploads");
}
