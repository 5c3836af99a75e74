/**
 * What a device does: follow a channel, fetch what is new, believe only what verifies, keep the last good.
 *
 *     const trust = trustIn("…the root's public key, pinned with the app…");
 *     const store = await openIndexedDbStore();
 *     const report = await sync(sourceOf({ baseUrl: "https://classes.example" }), store, "production", trust);
 *     const pack = await openPack(store, "my-class");
 *
 * A class switches to its new pack at once, when all of it is there, verified, and has been opened; until then, and
 * whenever something is wrong, the old one stays in use.
 */

import { MAX_POINTER_BYTES, type Pointer, type PointerClass } from "./classpack/channel.ts";
import { requireCryptography } from "./classpack/crypto.ts";
import { NewerRuntimeError, PackError, UnsupportedFormatError } from "./classpack/errors.ts";
import { isName } from "./classpack/manifest.ts";
import { pointerKey } from "./classpack/shelf.ts";
import { acceptPointer, type Trust } from "./classpack/verify.ts";
import { type Answer, fetchSmall, OfflineError, type Source } from "./fetch.ts";
import { type Held, readHeld, rootVersionSeen, sweep, writeHeld } from "./held.ts";
import { type Desk, install, isInstalled, type Meter, type Progress } from "./install.ts";
import type { Pack } from "./pack.ts";
import type { Store } from "./store.ts";

/**
 * `current` (nothing to do), `updated`, `skipped` (needs a newer runtime), `failed`, or `removed`: the channel shows it
 * no more.
 */
export type ClassState = "current" | "updated" | "skipped" | "failed" | "removed";

/** What became of a class. */
export interface ClassReport {
  readonly classId: string;
  readonly state: ClassState;
  /** The one in use afterwards; of a class that was skipped or failed the one before, if there was one. */
  readonly manifest: string | null;
  /** Why it was skipped or failed. */
  readonly sentence: string;
  readonly downloadedBytes: number;
  /** Objects that an updated class needs and the device held. */
  readonly reusedBytes: number;
  /** It failed because the server cannot be reached. */
  readonly offline: boolean;
}

/** What a sync did. */
export interface SyncReport {
  readonly channel: string;
  readonly version: number;
  /** The server said that the held pointer is current. */
  readonly notModified: boolean;
  readonly classes: readonly ClassReport[];
  /** Pointer, manifests and objects. */
  readonly downloadedBytes: number;
  readonly reusedBytes: number;
  /** Does the device now show what the channel shows, but for classes that need a newer runtime? */
  readonly complete: boolean;
}

export interface SyncOptions {
  /** Milliseconds since 1970; the device's clock where not given. */
  readonly nowMs?: number;
  /** Read and hash held objects of packs in use too, not only their lengths; `openPack` always does. */
  readonly thorough?: boolean;
  /** Is told of every piece that came. */
  readonly progress?: (progress: Progress) => void;
  /**
   * Reads the files of a new pack as the app will, and throws a `PackError` where it cannot: then the class fails, and
   * the last good pack stays.
   */
  readonly tryOut?: (pack: Pack) => Promise<void>;
  /** Ends the sync; the next one goes on from there. */
  readonly signal?: AbortSignal;
}

/**
 * Brings the store to what the channel shows. A class that failed keeps its last good pack; the next sync goes on where
 * this one ended.
 *
 * Throws a `PackError` where the pointer cannot be had, believed or written, where another sync is at work, or where the
 * browser cannot verify: nothing has changed.
 */
export async function sync(
  source: Source,
  store: Store,
  channel: string,
  trust: Trust,
  options: SyncOptions = {},
): Promise<SyncReport> {
  if (!isName(channel)) throw new PackError(`'${channel}' is not the name of a channel.`);
  await requireCryptography();
  const {
    signal,
    thorough = false,
    progress: tell = () => undefined,
    tryOut = async () => undefined,
  } = options;
  const asked: Source = signal ? { ...source, signal } : source;
  return store.exclusively(async () => {
    const { pointer, held, answer } = await follow(asked, store, channel, trust, options.nowMs ?? Date.now());
    const classes = await bringAll({ source: asked, store, thorough, tell, tryOut }, channel, pointer, held);
    await sweep(store);
    return {
      channel,
      version: pointer.version,
      notModified: answer.bytes === null,
      classes,
      downloadedBytes: (answer.bytes?.length ?? 0) + sum(classes.map((each) => each.downloadedBytes)),
      reusedBytes: sum(classes.map((each) => each.reusedBytes)),
      complete: classes.every((each) => each.state !== "failed"),
    };
  });
}

interface Followed {
  readonly pointer: Pointer;
  readonly held: Held;
  readonly answer: Answer;
}

/** Asks for the pointer, judges it, and keeps it before anything else: a later attack with an older one is noticed. */
async function follow(
  source: Source,
  store: Store,
  channel: string,
  trust: Trust,
  nowMs: number,
): Promise<Followed> {
  const known = await readHeld(store, channel);
  const root = await rootVersionSeen(store);
  const before: Held =
    known?.baseUrl === source.baseUrl
      ? known
      : { baseUrl: source.baseUrl, etag: null, pointer: null, installed: known?.installed ?? new Map() };
  const answer = await fetchSmall(source, pointerKey(channel), MAX_POINTER_BYTES, { etag: before.etag });
  const file = answer.bytes ?? before.pointer ?? new Uint8Array();
  const judging = { channel, trust, held: before.pointer, rootVersionSeen: root, nowMs };
  const { pointer } = await acceptPointer(file, judging);
  const held: Held = { ...before, etag: answer.etag, pointer: file };
  if (answer.bytes || held.etag !== before.etag) await writeHeld(store, channel, held);
  return { pointer, held, answer };
}

/** Installs what the pointer shows, class by class; each switch is recorded when its class is whole. */
async function bringAll(
  desk: Desk,
  channel: string,
  pointer: Pointer,
  before: Held,
): Promise<readonly ClassReport[]> {
  const reports: ClassReport[] = [];
  let held = before;
  let offline = "";
  for (const entry of pointer.classes) {
    const report = await bring(desk, entry, held.installed.get(entry.classId) ?? null, offline);
    reports.push(report);
    if (report.offline) offline ||= report.sentence;
    if (report.state === "updated") {
      held = { ...held, installed: new Map(held.installed).set(entry.classId, entry.manifest) };
      await writeHeld(desk.store, channel, held);
    }
  }
  const shown = new Set(pointer.classes.map((entry) => entry.classId));
  const gone = [...held.installed.keys()].filter((classId) => !shown.has(classId));
  if (gone.length > 0) {
    const installed = new Map([...held.installed].filter(([classId]) => shown.has(classId)));
    await writeHeld(desk.store, channel, { ...held, installed });
  }
  return [...reports, ...gone.map((classId) => reported(classId, "removed", null))];
}

/** One class: whole and verified, or what kept it from that. */
async function bring(
  desk: Desk,
  entry: PointerClass,
  inUse: string | null,
  offline: string,
): Promise<ClassReport> {
  const meter: Meter = { downloadedBytes: 0, reusedBytes: 0 };
  const { classId, manifest } = entry;
  try {
    if (inUse === manifest && (await isInstalled(desk, entry))) return reported(classId, "current", inUse);
    if (offline) return reported(classId, "failed", inUse, { sentence: offline });
    await install(desk, entry, meter);
    return reported(classId, "updated", manifest, meter);
  } catch (error) {
    if (!(error instanceof PackError)) throw error;
    const { sentence } = error;
    const { downloadedBytes } = meter;
    const isNew = error instanceof NewerRuntimeError || error instanceof UnsupportedFormatError;
    return reported(classId, isNew ? "skipped" : "failed", inUse, {
      sentence,
      downloadedBytes,
      offline: error instanceof OfflineError,
    });
  }
}

function reported(
  classId: string,
  state: ClassState,
  manifest: string | null,
  rest: Partial<ClassReport> = {},
): ClassReport {
  return {
    classId,
    state,
    manifest,
    sentence: "",
    downloadedBytes: 0,
    reusedBytes: 0,
    offline: false,
    ...rest,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
