/** What the authoring side does, for tests: keys, signed pointers, small packs. Nothing of it ships. */

import {
  canonicalJson,
  type Json,
  manifestKey,
  objectKey,
  pointerKey,
  readJson,
  sha256Of,
} from "@eightcount/runtime";

/** A private key and what devices see of it. */
export interface Key {
  readonly pub: string;
  readonly sign: (kind: string, signed: Json) => Promise<{ key: string; signature: string }>;
}

/** A pack as published: files by key of the shelf. */
export interface Built {
  readonly classId: string;
  readonly manifest: Uint8Array<ArrayBuffer>;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly contents: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export const LATER = "2100-01-01T00:00:00Z";

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Plain values as the runtime reads them. */
export function json(value: unknown): Json {
  return readJson(bytesOf(JSON.stringify(value)), "value");
}

export async function makeKey(): Promise<Key> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const pub = hex(await crypto.subtle.exportKey("raw", pair.publicKey));
  return {
    pub,
    sign: async (kind, signed) => {
      const prefix = bytesOf(`eightcount ${kind} 1\n`);
      const covered = canonicalJson(signed);
      const message = new Uint8Array([...prefix, ...covered]);
      return { key: pub, signature: hex(await crypto.subtle.sign("Ed25519", pair.privateKey, message)) };
    },
  };
}

function hex(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString("hex");
}

/** Who signs: the root and the online key, and what the root document says. */
export interface Signers {
  readonly root: Key;
  readonly online: Key;
  readonly rootVersion: number;
  readonly rootExpires: string;
  readonly channels: readonly string[];
}

export async function makeSigners(): Promise<Signers> {
  const [root, online] = [await makeKey(), await makeKey()];
  return { root, online, rootVersion: 1, rootExpires: LATER, channels: ["production", "staging"] };
}

/** A pointer's `signed` part; `classes` are packs. */
export async function pointerOf(
  version: number,
  packs: readonly Built[],
  channel = "production",
  expires = LATER,
) {
  const classes = await Promise.all(
    packs.map(async ({ classId, manifest }) => ({
      id: classId,
      manifest: await sha256Of(manifest),
      bytes: manifest.length,
    })),
  );
  return { format: 1, channel, version, expires, classes };
}

/** A pointer's file, signed. */
export async function signed(pointer: unknown, by: Signers): Promise<Uint8Array<ArrayBuffer>> {
  const root = json({
    format: 1,
    version: by.rootVersion,
    expires: by.rootExpires,
    online: [{ key: by.online.pub, channels: by.channels }],
  });
  const document = json(pointer);
  return canonicalJson(
    new Map<string, Json>([
      ["signed", document],
      ["signatures", json([await by.online.sign("pointer", document)])],
      [
        "root",
        new Map<string, Json>([
          ["signed", root],
          ["signatures", json([await by.root.sign("root", root)])],
        ]),
      ],
    ]),
  );
}

/** Bytes that look like nothing and are the same in every run. */
export function noise(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = seed + 1;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** Another name in each revision, and so another file of the same length. */
export function routineOf(revision: number, video: object = {}): Uint8Array<ArrayBuffer> {
  const instant = (beat: number) => ({ song_s: 10 + beat, video_s: 0.5 + beat });
  const steps = Array.from({ length: 8 }, (_, step) => ({
    start: instant(step),
    point: { ...instant(step + 1), frame: 45 + 30 * step, targets: null, weights: Array(16).fill(0) },
  }));
  return bytesOf(
    JSON.stringify({
      format: 1,
      features: 1,
      video: { width: 144, height: 256, rate: [30, 1], frames: 270, ...video },
      alignment: { offset_s: 9.5, rate: 1 },
      parts: [{ name: `Verse ${revision}`, steps }],
      problems: [],
    }),
  );
}

/** An array of 16-bit integers that look like nothing. */
export function npyOf(shape: readonly number[], seed: number): Uint8Array<ArrayBuffer> {
  const words = `{'descr': '<i2', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  const header = bytesOf(`${words.padEnd(117)}\n`);
  const values = noise(2 * shape.reduce((product, length) => product * length, 1), seed);
  const file = new Uint8Array(10 + header.length + values.length);
  file.set([0x93, ...bytesOf("NUMPY"), 1, 0, header.length, 0, ...header]);
  file.set(values, 10 + header.length);
  return file;
}

interface Role {
  readonly role: string;
  readonly path: string;
  readonly type: string;
  readonly content: (revision: number) => Uint8Array<ArrayBuffer>;
  readonly more: object;
}

const FRAMES = { rate: [30, 1], frames: 270 };
const BINARY = "application/octet-stream";
const ROLES: readonly Role[] = [
  {
    ...{ role: "video", path: "class.mp4", type: "video/mp4", content: () => noise(150_000, 0) },
    more: { width: 144, height: 256, ...FRAMES },
  },
  { role: "routine", path: "routine.json", type: "application/json", content: routineOf, more: {} },
  { role: "poses", path: "poses.npy", type: BINARY, content: () => npyOf([270, 33, 4], 2), more: FRAMES },
  {
    ...{ role: "poses_world", path: "poses_world.npy", type: BINARY, content: () => npyOf([270, 33, 3], 3) },
    more: FRAMES,
  },
  {
    ...{ role: "poster", path: "poster.jpg", type: "image/jpeg", content: () => noise(5000, 4) },
    more: { width: 144, height: 256 },
  },
  {
    ...{ role: "thumbnail", path: "parts/1.jpg", type: "image/jpeg", content: () => noise(2000, 5) },
    more: { width: 72, height: 128, part: 1 },
  },
  {
    ...{ role: "waveform", path: "waveform.npy", type: BINARY, content: () => noise(2000, 6) },
    more: { rate: [100, 1] },
  },
];

/** What differs from one small pack to another. */
export interface Wishes {
  readonly classId?: string;
  readonly revision?: number;
  /** Other contents than the usual, by role. */
  readonly contents?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Laid over the manifest. */
  readonly over?: object;
}

/** A pack that opens: a routine without targets, and poses, pictures and a video of noise. */
export async function buildPack({
  classId = "uniform",
  revision = 1,
  contents = {},
  over = {},
}: Wishes = {}): Promise<Built> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const byRole = new Map<string, Uint8Array<ArrayBuffer>>();
  const entries: object[] = [];
  for (const { role, path, type, content: usual, more } of ROLES) {
    const content = contents[role] ?? usual(revision);
    const sha256 = await sha256Of(content);
    files.set(objectKey(sha256), content);
    byRole.set(role, content);
    entries.push({ role, path, bytes: content.length, sha256, type, ...more });
  }
  const manifest = bytesOf(
    JSON.stringify({
      format: 1,
      class: classId,
      revision,
      min_runtime: 1,
      metadata: {
        titles: { en: "Uniform", ko: "유니폼" },
        song: { title: "", artist: "" },
        dancer: { name: "" },
        difficulty: 2,
        tags: [],
        section: null,
        duration_s: 9,
        parts: 1,
        steps: 8,
      },
      files: entries,
      ...over,
    }),
  );
  files.set(manifestKey(classId, await sha256Of(manifest)), manifest);
  return { classId, manifest, files, contents: byRole };
}

export { pointerKey };
