/**
 * A file that a worker writes at once, without the browser's copying it first: what is written is there, even where the
 * tab dies the next moment. The standard library's types have this for pages of workers alone.
 */

export interface SyncFile {
  write(bytes: Uint8Array, at: { at: number }): number;
  truncate(bytes: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

export class NoRoom extends Error {
  constructor(cause?: unknown) {
    super("There is no room left on this device.", { cause });
    this.name = "NoRoom";
  }
}

/** Whatever the browser calls it. */
export function isNoRoom(error: unknown): boolean {
  return error instanceof NoRoom || (error instanceof DOMException && error.name === "QuotaExceededError");
}

export async function openSync(folder: FileSystemDirectoryHandle, name: string): Promise<SyncFile> {
  const handle = (await folder.getFileHandle(name, { create: true })) as FileSystemFileHandle & {
    createSyncAccessHandle(): Promise<SyncFile>;
  };
  return handle.createSyncAccessHandle();
}

/** Writes all of it there. Throws a `NoRoom` where the disk is full, or what the browser grants is used up. */
export function writeAt(file: SyncFile, bytes: Uint8Array, at: number): void {
  let written: number;
  try {
    written = file.write(bytes, { at });
  } catch (error) {
    throw isNoRoom(error) ? new NoRoom(error) : error;
  }
  if (written < bytes.length) throw new NoRoom();
}
