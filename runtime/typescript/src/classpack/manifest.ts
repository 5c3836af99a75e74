/**
 * The manifest of a class pack: the files by hash, and what a catalogue shows of the class.
 *
 * Reading believes nothing: names cannot leave the folder, sizes have bounds, unknown fields are ignored. Whether a
 * manifest is the one that was announced is for `verify`.
 */

import { MalformedError } from "./errors.ts";
import { type Fields, readObject, requireFormat } from "./fields.ts";
import type { JsonObject } from "./json.ts";
import { requireRoles } from "./roles.ts";
import { MAX_PARTS, STEPS_PER_PART } from "./routine.ts";

export const FORMAT = 1;
export const MAX_MANIFEST_BYTES = 1024 * 1024;
const MAX_FILES = 1000;
const MAX_FILE_BYTES = 4 * 1024 ** 3;
const SHA256 = /^[0-9a-f]{64}$/;
const NAME = /^[a-z0-9][a-z0-9_-]{0,79}$/;
const PATH = /^[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)*(\/[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)*){0,3}$/;
const TYPE = /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/;
const KNOWN = ["role", "path", "bytes", "sha256", "type"];

/** One file of a pack. */
export interface PackFile {
  /** What it is for: `video`, `poses`, `poses_world`, `routine`, `poster`, `thumbnail`, `waveform`. */
  readonly role: string;
  /** Its name within the pack, unique; its address is its hash. */
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Media type. */
  readonly type: string;
  /** Further fields of that role, as JSON values. */
  readonly details: JsonObject;
}

/** The piece of the song that the class teaches, seconds on the song clock. */
export interface Section {
  readonly startS: number;
  readonly endS: number;
}

/** What a catalogue shows of a class. `titles` is by language (BCP 47). */
export interface Metadata {
  readonly titles: ReadonlyMap<string, string>;
  readonly songTitle: string;
  readonly songArtist: string;
  readonly dancer: string;
  /** 1 (easy) to 5. */
  readonly difficulty: number;
  readonly tags: readonly string[];
  readonly section: Section | null;
  readonly durationS: number;
  readonly parts: number;
  readonly steps: number;
}

/** A class pack. */
export interface Manifest {
  readonly classId: string;
  readonly revision: number;
  readonly minRuntime: number;
  readonly metadata: Metadata;
  /** In the order of the manifest: the first of a role is the best. */
  readonly files: readonly PackFile[];
}

/** Is it 64 lower-case hexadecimal digits? */
export function isSha256(text: string): boolean {
  return SHA256.test(text);
}

/** May it name a class or a channel: a-z, 0-9, - and _, at most 80? */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/** The first file of a role. Throws a `MalformedError` where the pack has none. */
export function fileOf(manifest: Manifest, role: string): PackFile {
  const file = manifest.files.find((each) => each.role === role);
  if (!file) throw new MalformedError(`The pack has no file of the role '${role}'.`);
  return file;
}

/** One entry for each object: a file that has two roles lies there, and is fetched, once. */
export function objectsOf(manifest: Manifest): readonly PackFile[] {
  return [...new Map(manifest.files.map((file) => [file.sha256, file])).values()];
}

/** Length of all files together, in bytes. */
export function packBytes(manifest: Manifest): number {
  return objectsOf(manifest).reduce((sum, file) => sum + file.bytes, 0);
}

/**
 * The manifest that a file holds. A `min_runtime` above ours is read too: `verify` refuses it. Throws a
 * `MalformedError` or an `UnsupportedFormatError`.
 */
export function readManifest(bytes: Uint8Array): Manifest {
  const fields = readObject(bytes, "manifest", MAX_MANIFEST_BYTES);
  requireFormat(fields, FORMAT);
  const entries = fields.each("files", { fewest: 1, most: MAX_FILES });
  const files = entries.map(readFile);
  const metadata = readMetadata(fields.inner("metadata"));
  requireConsistent(files);
  requireRoles(entries, metadata.parts, metadata.durationS);
  return {
    classId: matching(fields, "class", NAME),
    revision: fields.integer("revision", 0),
    minRuntime: fields.integer("min_runtime", 1),
    metadata,
    files,
  };
}

function readMetadata(fields: Fields): Metadata {
  const [titles, song] = [fields.inner("titles"), fields.inner("song")];
  const tags = fields.items("tags", { most: 100 });
  if (!tags.every((tag) => typeof tag === "string")) fields.refuse("tags", "a list of texts");
  const [parts, steps] = [fields.integer("parts", 1, MAX_PARTS), fields.integer("steps", 1)];
  if (steps !== STEPS_PER_PART * parts) fields.refuse("steps", `${STEPS_PER_PART} for each part`);
  return {
    titles: new Map([...titles.values.keys()].map((language) => [language, titles.text(language)])),
    songTitle: song.text("title", { empty: true }),
    songArtist: song.text("artist", { empty: true }),
    dancer: fields.inner("dancer").text("name", { empty: true }),
    difficulty: fields.integer("difficulty", 1, 5),
    tags,
    section: fields.has("section") ? readSection(fields.inner("section")) : null,
    durationS: fields.number("duration_s", 0),
    parts,
    steps,
  };
}

function readSection(fields: Fields): Section {
  return { startS: fields.number("start_s", 0), endS: fields.number("end_s", 0) };
}

function readFile(fields: Fields): PackFile {
  return {
    role: matching(fields, "role", NAME),
    path: matching(fields, "path", PATH),
    bytes: fields.integer("bytes", 0, MAX_FILE_BYTES),
    sha256: matching(fields, "sha256", SHA256),
    type: matching(fields, "type", TYPE),
    details: new Map([...fields.values].filter(([key]) => !KNOWN.includes(key))),
  };
}

function matching(fields: Fields, key: string, pattern: RegExp): string {
  const value = fields.text(key, { longest: 200 });
  if (!pattern.test(value)) fields.refuse(key, "written as the format says");
  return value;
}

function requireConsistent(files: readonly PackFile[]): void {
  const paths = new Set(files.map((file) => file.path));
  const folders = files.flatMap(({ path }) => {
    const words = path.split("/");
    return words.slice(1).map((_, depth) => words.slice(0, depth + 1).join("/"));
  });
  if (paths.size < files.length || folders.some((folder) => paths.has(folder))) {
    throw new MalformedError("In the manifest, two files claim the same path.");
  }
  const lengths = new Map<string, number>();
  for (const file of files) {
    const known = lengths.get(file.sha256) ?? file.bytes;
    if (known !== file.bytes) throw new MalformedError("In the manifest, one hash is given two lengths.");
    lengths.set(file.sha256, known);
  }
}
