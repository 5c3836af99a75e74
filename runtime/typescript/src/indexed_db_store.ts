/**
 * A store in a browser's IndexedDB. What one call writes is one transaction: a tab that is killed, or a browser that
 * crashes, leaves it whole or as before. What has come of a download lies as pieces beside the whole files, so that
 * more can be added without writing the old ones again.
 */

import { BusyError, NoRoomError, type Store, StoreError } from "./store.ts";

const VERSION = 1;
const FILES = "files";
const PIECES = "pieces";
/** Greater than every text in the order of keys: the end of a prefix's, or of a file's pieces. */
const LAST = "\uffff";

type Act<T> = (files: IDBObjectStore, pieces: IDBObjectStore) => Promise<T>;

/** A store that can be closed, so that its database can be deleted. */
export interface IndexedDbStore extends Store {
  close(): void;
}

/** Opens the store of that name in this origin, or makes it. Throws a `StoreError` where the browser keeps nothing. */
export async function openIndexedDbStore(name = "eightcount"): Promise<IndexedDbStore> {
  const database = await opened(name);
  const read = <T>(act: Act<T>) => within(database, "readonly", act);
  const change = <T>(act: Act<T>) => within(database, "readwrite", act);
  return {
    read: (key) => read((files, pieces) => whole(key, files, pieces)),
    size: (key) => read((files, pieces) => lengthOf(key, files, pieces)),
    write: (key, bytes) =>
      change(async (files, pieces) => {
        await settled(pieces.delete(piecesOf(key)));
        await settled(files.put(new Blob([bytes]), key));
      }),
    append: (key, at, bytes) =>
      change(async (files, pieces) => {
        if (at === 0) await forget(key, files, pieces);
        else if ((await pieceEnd(key, pieces)) !== at) {
          throw new StoreError(`${key} has not the ${at} bytes after which more should come.`);
        }
        await settled(pieces.put(bytes.slice().buffer, [key, at]));
      }),
    move: (from, to) =>
      change(async (files, pieces) => {
        const file = await whole(from, files, pieces);
        if (!file) throw new StoreError(`${from} is not there to be moved.`);
        await forget(from, files, pieces);
        await forget(to, files, pieces);
        await settled(files.put(file, to));
      }),
    remove: (key) => change((files, pieces) => forget(key, files, pieces)),
    keys: (prefix) =>
      read(async (files, pieces) => {
        const kept = await settled(files.getAllKeys(IDBKeyRange.bound(prefix, prefix + LAST)));
        const coming = await settled(pieces.getAllKeys(IDBKeyRange.bound([prefix], [prefix + LAST])));
        return [...new Set([...kept.map(String), ...coming.map((key) => String((key as IDBValidKey[])[0]))])];
      }),
    roomBytes,
    exclusively: (act) => exclusively(`eightcount store ${name}`, act),
    close: () => database.close(),
  };
}

async function opened(name: string): Promise<IDBDatabase> {
  if (globalThis.indexedDB === undefined) throw new StoreError("This browser keeps no files for a page.");
  try {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(FILES);
      request.result.createObjectStore(PIECES);
    };
    const database = await settled(request);
    database.onversionchange = () => database.close(); // another tab deletes it, or has a newer app
    return database;
  } catch (error) {
    throw told(error);
  }
}

/** One transaction: what `act` throws, or a request that fails, undoes all of it. */
async function within<T>(database: IDBDatabase, mode: IDBTransactionMode, act: Act<T>): Promise<T> {
  const transaction = begun(database, mode);
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(told(transaction.error));
  });
  ended.catch(() => undefined); // told below; what `act` threw goes before it
  let value: T;
  try {
    value = await act(transaction.objectStore(FILES), transaction.objectStore(PIECES));
  } catch (error) {
    if (error instanceof StoreError) {
      transaction.abort();
      throw error;
    }
    await ended;
    throw told(error);
  }
  await ended;
  return value;
}

function begun(database: IDBDatabase, mode: IDBTransactionMode): IDBTransaction {
  try {
    return database.transaction([FILES, PIECES], mode, { durability: "strict" });
  } catch (error) {
    throw told(error);
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function whole(key: string, files: IDBObjectStore, pieces: IDBObjectStore): Promise<Blob | null> {
  const file: Blob | undefined = await settled(files.get(key));
  if (file) return file;
  const parts: ArrayBuffer[] = await settled(pieces.getAll(piecesOf(key)));
  return parts.length > 0 ? new Blob(parts) : null;
}

async function lengthOf(key: string, files: IDBObjectStore, pieces: IDBObjectStore): Promise<number | null> {
  const file: Blob | undefined = await settled(files.get(key));
  return file ? file.size : pieceEnd(key, pieces);
}

/** How many bytes of a download have come; null where none was begun. */
async function pieceEnd(key: string, pieces: IDBObjectStore): Promise<number | null> {
  const last = await settled(pieces.openCursor(piecesOf(key), "prev"));
  if (!last) return null;
  const [, at] = last.key as [string, number];
  return at + (last.value as ArrayBuffer).byteLength;
}

async function forget(key: string, files: IDBObjectStore, pieces: IDBObjectStore): Promise<void> {
  await settled(files.delete(key));
  await settled(pieces.delete(piecesOf(key)));
}

/** Pieces lie under [key, first byte], so that they come in their order. */
function piecesOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound([key], [key, LAST]);
}

async function roomBytes(): Promise<number | null> {
  const { quota, usage } = (await globalThis.navigator?.storage?.estimate?.()) ?? {};
  return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
}

/** By the browser's own lock, which ends with the tab that holds it. */
async function exclusively<T>(name: string, act: () => Promise<T>): Promise<T> {
  if (globalThis.navigator?.locks === undefined) {
    throw new StoreError("This browser cannot keep two tabs apart (Web Locks): update it.");
  }
  return navigator.locks.request(name, { ifAvailable: true }, (lock) => {
    if (!lock) throw new BusyError("Another sync is at work here, perhaps in another tab.");
    return act();
  });
}

function told(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { name, message } = error instanceof DOMException ? error : { name: "", message: String(error) };
  if (name === "QuotaExceededError") {
    return new NoRoomError("The browser has no more room for this page; nothing has changed.", {
      cause: error,
    });
  }
  return new StoreError(`The browser could not keep or read a file: ${message || name}.`, { cause: error });
}
