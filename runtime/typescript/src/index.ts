/**
 * What ships to browsers and phones: the class pack and what a device does with it. No interface, no third party's code,
 * nothing of the authoring server.
 */

export { catalogue, heldFile, type Listed, removeClass } from "./choosing.ts";
export * from "./classpack/index.ts";
export { type SyncOptions, sync } from "./device.ts";
export { FetchError, OfflineError, type Source, sourceOf } from "./fetch.ts";
export { type IndexedDbStore, openIndexedDbStore } from "./indexed_db_store.ts";
export type { Progress } from "./install.ts";
export { memoryStore } from "./memory_store.ts";
export { contentOf, openPack, type Pack } from "./pack.ts";
export type { ClassReport, ClassState, SyncReport } from "./report.ts";
export { BusyError, NoRoomError, type Store, StoreError } from "./store.ts";
