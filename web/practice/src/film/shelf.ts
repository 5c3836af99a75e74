/**
 * The films' place on the device: a folder of the origin's private files. Of each film there is the recording as it was
 * written, its journal, and copies that were made of it. Must not know what is in a file.
 */

const FOLDER = "films";

/** What lies in the folder of one film. A copy's name begins with `copy-`. */
export const RECORDING = "recording";
export const JOURNAL = "journal";
export const COPY = "copy-";

/** Does this browser keep files for a page? Some never do, others not in a private window. */
export async function hasPlace(): Promise<boolean> {
  if (navigator.storage?.getDirectory === undefined) return false;
  try {
    await navigator.storage.getDirectory();
    return true;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

/** As far as the browser tells; null where it does not. */
export async function roomBytes(): Promise<number | null> {
  const { quota, usage } = (await navigator.storage.estimate?.()) ?? {};
  return quota === undefined || usage === undefined ? null : quota - usage;
}

async function films(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
}

export async function folderOf(id: string, create = false): Promise<FileSystemDirectoryHandle> {
  return (await films()).getDirectoryHandle(id, { create });
}

export async function fileOf(id: string, name: string): Promise<File> {
  return (await (await folderOf(id)).getFileHandle(name)).getFile();
}

export async function idsOf(): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const [name, handle] of (await films()).entries())
    if (handle.kind === "directory") ids.push(name);
  return ids.sort();
}

/** Names and lengths of what is there of a film. */
export async function filesOf(id: string): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for await (const [name, handle] of (await folderOf(id)).entries()) {
    if (handle instanceof FileSystemFileHandle) found.set(name, (await handle.getFile()).size);
  }
  return found;
}

export async function removeAll(id: string): Promise<void> {
  await (await films()).removeEntry(id, { recursive: true });
}

export async function removeFile(id: string, name: string): Promise<void> {
  await (await folderOf(id)).removeEntry(name);
}

/** The lock that is held while a film is being filmed; the browser lets go of it when a tab dies. */
export function lockOf(id: string): string {
  return `film:${id}`;
}

/** Films that somebody, in whatever tab, is filming now. */
export async function beingFilmed(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map(({ name }) => name ?? ""));
}
