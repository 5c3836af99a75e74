/**
 * SHA-256 and Ed25519 as the browser has them: nobody here writes his own. Told in words where a browser or page lacks
 * them. Must not know what is hashed or signed.
 */

import { NoCryptographyError } from "./errors.ts";

const ALGORITHM = "Ed25519";
/** Any public key: that of RFC 8032, 7.1, test 1. */
const SOME_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

/** Refuses, by a `NoCryptographyError`, a browser or page in which nothing could be verified. */
export async function requireCryptography(): Promise<void> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new NoCryptographyError(
      "This page cannot verify what it downloads, because it was not loaded over HTTPS: open it by an https address.",
    );
  }
  try {
    await imported(SOME_KEY);
  } catch (error) {
    throw new NoCryptographyError(
      "This browser cannot verify signatures (Ed25519): update it (Chromium 137, Safari 17, Firefox 129 or newer can).",
      { cause: error },
    );
  }
}

/** The hash under which bytes are addressed, 64 lower-case hexadecimal digits. */
export async function sha256Of(bytes: BufferSource): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Is it a signature by that key over the message? Key and signature in hexadecimal of the right lengths. */
export async function isSignature(
  key: string,
  signature: string,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  try {
    return await crypto.subtle.verify(ALGORITHM, await imported(key), bytesOf(signature), message);
  } catch (error) {
    if (error instanceof DOMException) return false; // 32 bytes that are no key: nobody can have signed with it
    throw error;
  }
}

function imported(key: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytesOf(key), ALGORITHM, false, ["verify"]);
}

function bytesOf(hexadecimal: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hexadecimal.length / 2 }, (_, at) =>
    Number.parseInt(hexadecimal.slice(2 * at, 2 * at + 2), 16),
  );
}
