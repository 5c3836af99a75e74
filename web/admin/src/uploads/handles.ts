/** Files that the browser lets a page read again after a reload, where it has such handles (Chromium). */

interface Permitted extends FileSystemFileHandle {
  queryPermission(asked: Readonly<{ mode: "read" }>): Promise<PermissionState>;
  requestPermission(asked: Readonly<{ mode: "read" }>): Promise<PermissionState>;
}

const asks = (handle: FileSystemFileHandle): handle is Permitted => "queryPermission" in handle;

/** The file behind a handle, when the browser allows to read it without asking anybody. */
export async function readable(handle: FileSystemFileHandle | null): Promise<File | null> {
  if (handle === null || !asks(handle)) return null;
  return (await handle.queryPermission({ mode: "read" })) === "granted" ? handle.getFile() : null;
}

/** The file behind a handle, when the person allows it now. Only while a click is being answered. */
export async function readableIfAllowed(handle: FileSystemFileHandle | null): Promise<File | null> {
  if (handle === null || !asks(handle)) return null;
  return (await handle.requestPermission({ mode: "read" })) === "granted" ? handle.getFile() : null;
}

/** The handle of a dropped thing, if the browser gives one. To be asked while the drop is being answered. */
export async function handleOf(dropped: DataTransferItem): Promise<FileSystemFileHandle | null> {
  if (!("getAsFileSystemHandle" in dropped)) return null;
  const handle = await (dropped.getAsFileSystemHandle as () => Promise<FileSystemHandle | null>)();
  return handle?.kind === "file" ? (handle as FileSystemFileHandle) : null;
}
