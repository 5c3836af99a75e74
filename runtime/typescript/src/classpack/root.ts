/**
 * The root document: which keys may sign the pointers of which channels. An offline root key signs it.
 *
 *     {"signed": {format, version, expires, online: [{key, channels}]}, "signatures": [{key, signature}]}
 *
 * It lies beside every pointer, so that a device which pins the root's public key needs nothing else. Its version only
 * ever rises: with a new one, online keys come and go.
 */

import { type Fields, requireFormat } from "./fields.ts";
import type { Json } from "./json.ts";
import { isName } from "./manifest.ts";
import { isKey, readCovered, readExpiry } from "./signed.ts";

const FORMAT = 1;
const MAX_KEYS = 100;
const MAX_CHANNELS = 100;
const MAX_SIGNATURES = 1024 * 1024;

/** A public key and the channels whose pointers it may sign. */
export interface OnlineKey {
  readonly key: string;
  readonly channels: readonly string[];
}

/** A root document as it came: `covered` is what its `signatures` cover. */
export interface SignedRoot {
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly expiresMs: number;
  readonly online: readonly OnlineKey[];
  readonly covered: Uint8Array;
  readonly signatures: readonly Json[];
}

/** The keys that may sign a channel's pointer. */
export function keysOf(root: SignedRoot, channel: string): readonly string[] {
  return root.online.filter((each) => each.channels.includes(channel)).map((each) => each.key);
}

/** A root document within another file. Whether to believe it is for `verify`. */
export function readRoot(envelope: Fields): SignedRoot {
  const signed = envelope.inner("signed");
  requireFormat(signed, FORMAT);
  const covered = readCovered(signed);
  const online = signed.each("online", { fewest: 1, most: MAX_KEYS }).map(readKey);
  if (new Set(online.map((each) => each.key)).size < online.length) {
    signed.refuse("online", "without a key that stands there twice");
  }
  return {
    version: signed.integer("version", 1),
    expiresMs: readExpiry(signed),
    online,
    covered,
    signatures: envelope.items("signatures", { most: MAX_SIGNATURES }),
  };
}

function readKey(fields: Fields): OnlineKey {
  const key = fields.text("key", { longest: 64 });
  if (!isKey(key)) fields.refuse("key", "a public key: 64 lower-case hexadecimal digits");
  const channels = fields.items("channels", { fewest: 1, most: MAX_CHANNELS });
  if (!channels.every((name) => typeof name === "string" && isName(name))) {
    fields.refuse("channels", "a list of channels' names");
  }
  return { key, channels: channels.map(String) };
}
