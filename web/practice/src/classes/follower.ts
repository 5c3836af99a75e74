/**
 * Follows the channel for the app: the catalogue, downloads one after the other, and taking classes away. Tells whoever
 * listens of every change. Must not show anything.
 */

import {
  BusyError,
  type ClassReport,
  catalogue,
  FetchError,
  type Listed,
  type Progress,
  removeClass,
  type Source,
  type Store,
  sync,
} from "@eightcount/runtime";
import type { Config } from "../app/config";
import { asFault, type Fault, faultOf } from "./fault";

/** A download that waits for its turn has no bytes yet. */
export interface Download {
  readonly isWaiting: boolean;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface Following {
  /** Null until it was read from the device. */
  readonly classes: readonly Listed[] | null;
  readonly isChecking: boolean;
  /** Why the channel could not be followed. */
  readonly fault: Fault | null;
  readonly downloads: ReadonlyMap<string, Download>;
  /** Why a class did not come. */
  readonly faults: ReadonlyMap<string, Fault>;
}

export interface Follower {
  now(): Following;
  listen(changed: () => void): () => void;
  /** Reads what is here; asks nobody. */
  read(): Promise<void>;
  /** Asks what the channel shows; brings manifests and posters alone. */
  check(): Promise<void>;
  /** Brings a class, or a newer pack of it; goes on where it broke. */
  bring(classId: string): Promise<void>;
  /** Ends its download; what came stays. */
  stop(classId: string): void;
  remove(classId: string): Promise<void>;
}

const PREVIEWS = ["poster"];
const WAITING: Download = { isWaiting: true, doneBytes: 0, totalBytes: 0 };

export function makeFollower(source: Source, store: Store, { channel, trust }: Config): Follower {
  const listeners = new Set<() => void>();
  const stops = new Map<string, AbortController>();
  let following: Following = {
    classes: null,
    isChecking: false,
    fault: null,
    downloads: new Map(),
    faults: new Map(),
  };
  let last: Promise<void> = Promise.resolve();

  function tell(change: Partial<Following>): void {
    following = { ...following, ...change };
    for (const changed of listeners) changed();
  }

  /** One thing at a time: a store takes no more. */
  function inTurn(act: () => Promise<void>): Promise<void> {
    const done = last.then(act);
    last = done.catch(() => undefined);
    return done;
  }

  async function read(): Promise<void> {
    tell({ classes: await catalogue(store, channel) });
  }

  async function follow(only: readonly string[], more: Besides): Promise<readonly ClassReport[]> {
    if (!trust) throw new FetchError("This server has no signed root document, so it has published nothing.");
    const report = await sync(source, store, channel, trust, { ...more, only, previews: PREVIEWS });
    return report.classes;
  }

  function setDownload(classId: string, download: Download | null): void {
    tell({ downloads: changed(following.downloads, classId, download) });
  }

  function setFault(classId: string, fault: Fault | null): void {
    tell({ faults: changed(following.faults, classId, fault) });
  }

  async function check(): Promise<void> {
    tell({ isChecking: true });
    try {
      await read();
      const reports = await patiently(() => follow([], {}));
      const skipped = reports.filter((each) => each.error !== "" && each.state !== "skipped");
      tell({ fault: skipped.map(faultOf)[0] ?? null });
      await read();
    } catch (error) {
      tell({ fault: asFault(error) });
    } finally {
      tell({ isChecking: false });
    }
  }

  async function bring(classId: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    setDownload(classId, { isWaiting: false, doneBytes: 0, totalBytes: 0 });
    const progress = ({ classId: which, doneBytes, totalBytes }: Progress) => {
      if (which === classId && !signal.aborted)
        setDownload(classId, { isWaiting: false, doneBytes, totalBytes });
    };
    try {
      const reports = await patiently(() => follow([classId], { progress, signal }));
      const report = reports.find((each) => each.classId === classId);
      if (report?.error) setFault(classId, faultOf(report));
    } catch (error) {
      if (!signal.aborted) setFault(classId, asFault(error));
    }
    await read();
  }

  return {
    now: () => following,
    listen: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    read,
    check: () => inTurn(check),
    bring: async (classId) => {
      if (stops.has(classId)) return;
      const stop = new AbortController();
      stops.set(classId, stop);
      setFault(classId, null);
      setDownload(classId, WAITING);
      try {
        await inTurn(() => bring(classId, stop.signal));
      } finally {
        if (stops.get(classId) === stop) forget(classId);
      }
    },
    stop: (classId) => {
      stops.get(classId)?.abort();
      forget(classId);
    },
    remove: async (classId) => {
      stops.get(classId)?.abort();
      forget(classId);
      await inTurn(async () => {
        try {
          await removeClass(store, channel, classId, PREVIEWS);
          setFault(classId, null);
        } catch (error) {
          setFault(classId, asFault(error));
        }
        await read();
      });
    },
  };

  function forget(classId: string): void {
    stops.delete(classId);
    setDownload(classId, null);
  }
}

/** A page that has just been left holds the store for a moment longer. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (const pauseMs of [200, 600, 1500]) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  return act();
}

/** What a sync may be given besides. */
interface Besides {
  readonly progress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

function changed<T>(map: ReadonlyMap<string, T>, key: string, value: T | null): ReadonlyMap<string, T> {
  const copy = new Map(map);
  if (value === null) copy.delete(key);
  else copy.set(key, value);
  return copy;
}
