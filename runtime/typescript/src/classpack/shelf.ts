/** The public shelf: under which key a file lies, below a base address. Only the pointer's content ever changes. */

/** Of any file of any pack. */
export function objectKey(sha256: string): string {
  return `o/${sha256}`;
}

/** Of a manifest. */
export function manifestKey(classId: string, sha256: string): string {
  return `packs/${classId}/${sha256}.json`;
}

/** Of a channel's pointer. */
export function pointerKey(channel: string): string {
  return `channels/${channel}.json`;
}
