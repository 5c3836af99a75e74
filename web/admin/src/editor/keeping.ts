/**
 * What the editor keeps on this device, by account and class: the marks with their whole undo log, what the server
 * had when they were last the same, and tap passes that are yet to be sent. Every edit is written at once, the newest
 * while another is still being written.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { History } from "./core/history";
import { type PackedHistory, packHistory, unpackHistory } from "./core/historyJson";
import type { RawPass } from "./passes";

/** What is kept: the edits, and the history of no edits that is the last known state of the server. */
export type Kept = {
  readonly history: History;
  readonly base: History;
  readonly baseRight: boolean;
  /** A person said of the marks as they are: these are right. */
  readonly right: boolean;
  /** Whether the server has all of it. */
  readonly saved: boolean;
};

type Row = { history: PackedHistory; base: PackedHistory } & Pick<Kept, "baseRight" | "right" | "saved">;

interface Shelf extends DBSchema {
  desks: { key: string; value: Row };
  passes: { key: number; value: { desk: string; pass: RawPass }; indexes: { desk: string } };
}

export interface Keeper {
  /** Null where nothing is kept, or what is kept cannot be read any more. */
  readonly read: () => Promise<Kept | null>;
  /** Resolves when this or something newer is on the disk. */
  readonly write: (kept: Kept) => Promise<void>;
  readonly addPass: (pass: RawPass) => Promise<void>;
  /** Gives each unsent pass to `send`, and forgets those that it did not throw on. */
  readonly sendPasses: (send: (pass: RawPass) => Promise<void>) => Promise<void>;
}

const NAME = "eightcount-editor";
const VERSION = 1;

let shelf: Promise<IDBPDatabase<Shelf>> | null = null;

function opened(): Promise<IDBPDatabase<Shelf>> {
  shelf ??= openDB<Shelf>(NAME, VERSION, {
    upgrade: (fresh) => {
      fresh.createObjectStore("desks");
      fresh.createObjectStore("passes", { autoIncrement: true }).createIndex("desk", "desk");
    },
  });
  return shelf;
}

export function keeperOf(account: string, slug: string): Keeper {
  const desk = `${account}/${slug}`;
  let waiting: Kept | null = null;
  let writing: Promise<void> | null = null;

  async function drain(): Promise<void> {
    const base = await opened();
    while (waiting !== null) {
      const { history, base: last, ...said } = waiting;
      waiting = null;
      const row = { ...said, history: packHistory(history), base: packHistory(last) };
      await base.put("desks", row, desk);
    }
  }

  return {
    read: async () => {
      const row = await (await opened()).get("desks", desk);
      if (row === undefined) return null;
      try {
        return { ...row, history: unpackHistory(row.history), base: unpackHistory(row.base) };
      } catch {
        return null; // of an older page: what the server has counts
      }
    },
    write: (kept) => {
      waiting = kept;
      writing ??= drain().finally(() => {
        writing = null;
      });
      return writing;
    },
    addPass: async (pass) => {
      await (await opened()).add("passes", { desk, pass });
    },
    sendPasses: async (send) => {
      const base = await opened();
      for (const key of await base.getAllKeysFromIndex("passes", "desk", desk)) {
        const row = await base.get("passes", key);
        if (row === undefined) continue;
        await send(row.pass);
        await base.delete("passes", key);
      }
    },
  };
}
