/**
 * What a signature is and covers: Ed25519 over a document's kind and its canonical JSON.
 *
 *     {"signed": DOCUMENT, "signatures": [{"key": public key, "signature": ...}, ...]}
 *
 * The kind keeps a signature for one kind of document from counting for another. Which keys count for what is for
 * `verify`; no keys are kept here, no clock is read.
 */

import { canonicalJson, isUnicode } from "./canonical.ts";
import { isSignature } from "./crypto.ts";
import { MalformedError } from "./errors.ts";
import { type Fields, isList, isObject } from "./fields.ts";
import type { Json } from "./json.ts";

export type Kind = "root" | "pointer";

/** How many signatures of a document are looked at: each costs time, and anybody can add some. */
const MOST_SIGNATURES = 100;
const KEY = /^[0-9a-f]{64}$/;
const SIGNATURE = /^[0-9a-f]{128}$/;
const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/;

/** Is it a public key as the format writes it: 32 bytes in lower-case hexadecimal? */
export function isKey(text: string): boolean {
  return KEY.test(text);
}

/**
 * Did one of the keys sign?
 *
 * @param kind what the document is
 * @param covered the document in canonical JSON, from `readCovered`
 * @param signatures as they came; what is no signature, or of another key, is passed over
 * @param keys the public keys that count
 */
export async function isSigned(
  kind: Kind,
  covered: Uint8Array,
  signatures: readonly Json[],
  keys: readonly string[],
): Promise<boolean> {
  const prefix = new TextEncoder().encode(`eightcount ${kind} 1\n`);
  const message = new Uint8Array(prefix.length + covered.length);
  message.set(prefix);
  message.set(covered, prefix.length);
  for (const entry of signatures.slice(0, MOST_SIGNATURES)) {
    if (await signs(entry, message, keys)) return true;
  }
  return false;
}

/**
 * A document in canonical JSON, fields unknown to us included. Throws a `MalformedError` where languages would write
 * it in different bytes.
 */
export function readCovered(signed: Fields): Uint8Array<ArrayBuffer> {
  requireSignable(signed.values, signed.what);
  return canonicalJson(signed.values);
}

/** The field `expires`, in milliseconds since 1970. */
export function readExpiry(signed: Fields): number {
  const text = signed.text("expires", { longest: 40 });
  const expiresMs = TIME.test(text) && !text.startsWith("0000") ? Date.parse(text) : Number.NaN;
  // A day such as 30 February is read as the day behind it: only what is written back alike was one.
  if (Number.isNaN(expiresMs) || new Date(expiresMs).toISOString() !== text.replace("Z", ".000Z")) {
    signed.refuse("expires", "a time such as 2027-01-31T00:00:00Z");
  }
  return expiresMs;
}

function requireSignable(value: Json, what: string): void {
  if (isObject(value)) {
    for (const [key, each] of value) {
      requireSignable(key, what);
      requireSignable(each, what);
    }
  } else if (isList(value)) {
    for (const each of value) requireSignable(each, what);
  } else if (typeof value === "string") {
    if (!isUnicode(value)) throw new MalformedError(`In ${what}, a text is not valid Unicode.`);
  } else if (typeof value !== "number") {
    throw new MalformedError(`In ${what}, only texts, integers, lists and objects may stand.`);
  }
}

async function signs(
  entry: Json,
  message: Uint8Array<ArrayBuffer>,
  keys: readonly string[],
): Promise<boolean> {
  if (!isObject(entry)) return false;
  const [key, signature] = [entry.get("key"), entry.get("signature")];
  if (typeof key !== "string" || typeof signature !== "string") return false;
  return (
    keys.includes(key) && isKey(key) && SIGNATURE.test(signature) && isSignature(key, signature, message)
  );
}
