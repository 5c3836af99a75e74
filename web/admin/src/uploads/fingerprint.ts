/**
 * A file told from others without reading it whole: its name, length, time, and the hash of its first and last
 * megabyte. Two files of one fingerprint may be taken for the same to go on with an upload; what is uploaded is
 * still verified whole by its sha256.
 */

export type Told = Blob & Readonly<{ name: string; lastModified: number }>;

const END_BYTES = 1024 * 1024;

export async function fingerprintOf(file: Told): Promise<string> {
  const ends = new Blob([file.slice(0, END_BYTES), file.slice(Math.max(0, file.size - END_BYTES))]);
  const hash = await crypto.subtle.digest("SHA-256", await ends.arrayBuffer());
  return `${file.name}|${file.size}|${file.lastModified}|${hex(hash)}`;
}

export function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A sha256 in hexadecimal digits as S3 takes it: in base64. */
export function base64OfHex(digits: string): string {
  const bytes = (digits.match(/../g) ?? []).map((pair) => String.fromCharCode(Number.parseInt(pair, 16)));
  return btoa(bytes.join(""));
}
