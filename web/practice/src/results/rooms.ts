/** The database of results: one for each device, opened once. What lies in it, others say. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Details, Kept } from "./history";
import type { Moments, Unfinished } from "./unfinished";

interface Rooms extends DBSchema {
  kept: { key: string; value: Kept; indexes: { class: string } };
  details: { key: string; value: Details };
  unfinished: { key: string; value: Unfinished };
  /** By practice, then by number. */
  moments: { key: [string, number]; value: Moments };
}

let opened: Promise<IDBPDatabase<Rooms>> | null = null;

export function rooms(): Promise<IDBPDatabase<Rooms>> {
  opened ??= openDB<Rooms>("eightcount-results", 1, {
    upgrade(database) {
      database.createObjectStore("kept", { keyPath: "id" }).createIndex("class", "classId");
      database.createObjectStore("details", { keyPath: "id" });
      database.createObjectStore("unfinished", { keyPath: "id" });
      database.createObjectStore("moments", { keyPath: ["id", "number"] });
    },
    terminated: () => {
      opened = null;
    },
  }).catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}
