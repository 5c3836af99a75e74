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
import { PackError } from "./classpack/errors.ts";
import { isName } from "./classpack/manifest.ts";
import { pointerKey } from "./classpack/shelf.ts";
import { acceptPointer, type Trust } from "./classpack/verify.ts";
import { type Answer, fetchSmall, OfflineError, type Source } from "./fetch.ts";
import { type Held, readHeld, rootVersionSeen, sweep, writeHeld } from "./held.ts";
import {
  type Desk,
  install,
  isInstalled,
  isPreviewed,
  type Meter,
  type Progress,
  preview,
} from "./install.ts";
import type { Pack } from "./pack.ts";
import { type ClassReport, failed, reported, type SyncReport } from "./report.ts";
import type { Store } from "./store.ts";

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
  /**
   * Classes to bring. Of the others the manifests come alone, so that they can be shown (`catalogue`), and what is
   * installed of them stays as it is. All where not given.
   */
  readonly only?: readonly string[];
  /** Files of these roles come with the manifests of classes that are not to be brought, such as `poster`. */
  readonly previews?: readonly string[];
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
  const { signal, thorough = false, only, previews = [] } = options;
  const asked: Source = signal ? { ...source, signal } : source;
  const { progress: tell = () => undefined, tryOut = async () => undefined } = options;
  const desk: Desk = { source: asked, store, thorough, tell, tryOut };
  const wishes: Wishes = { only: only ? new Set(only) : null, previews };
  return store.exclusively(async () => {
    const { pointer, held, answer } = await follow(asked, store, channel, trust, options.nowMs ?? Date.now());
    const classes = await bringAll(desk, wishes, channel, pointer, held);
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

/** Which classes to bring (null: all), and what of the others. */
interface Wishes {
  readonly only: ReadonlySet<string> | null;
  readonly previews: readonly string[];
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
  wishes: Wishes,
  channel: string,
  pointer: Pointer,
  before: Held,
): Promise<readonly ClassReport[]> {
  const reports: ClassReport[] = [];
  let held = before;
  let offline: PackError | null = null;
  for (const entry of pointer.classes) {
    const report = await bring(desk, wishes, entry, held.installed.get(entry.classId) ?? null, offline);
    reports.push(report);
    if (report.offline) offline ??= new OfflineError(report.sentence);
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
  const unknown = [...(wishes.only ?? [])].filter((name) => !shown.has(name) && !gone.includes(name));
  return [
    ...reports,
    ...gone.map((classId) => reported(classId, "removed", null)),
    ...unknown.map((classId) => failed(classId, null, notShown(classId, channel))),
  ];
}

function notShown(classId: string, channel: string): PackError {
  return new PackError(`The channel '${channel}' does not show the class '${classId}'.`);
}

/** One class: whole and verified, or shown at least, or what kept it from that. */
async function bring(
  desk: Desk,
  { only, previews }: Wishes,
  entry: PointerClass,
  inUse: string | null,
  offline: PackError | null,
): Promise<ClassReport> {
  const meter: Meter = { downloadedBytes: 0, reusedBytes: 0 };
  const { classId, manifest } = entry;
  const isWanted = only?.has(classId) ?? true;
  try {
    if (inUse === manifest && (await isInstalled(desk, entry))) return reported(classId, "current", inUse);
    if (!isWanted && (await isPreviewed(desk, entry, previews))) return reported(classId, "offered", inUse);
    if (offline) return failed(classId, inUse, offline);
    if (isWanted) await install(desk, entry, meter);
    else await preview(desk, entry, previews, meter);
    return reported(classId, isWanted ? "updated" : "offered", isWanted ? manifest : inUse, meter);
  } catch (error) {
    if (!(error instanceof PackError)) throw error;
    return failed(classId, inUse, error, meter.downloadedBytes);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
