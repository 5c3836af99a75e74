/** Hashes a file from its first byte to its last, away from the page. Says how far it is, then the sha256. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

const PIECE_BYTES = 4 * 1024 * 1024;

export type HashTold =
  | Readonly<{ kind: "progress"; bytes: number }>
  | Readonly<{ kind: "done"; sha256: string }>
  | Readonly<{ kind: "unreadable"; why: string }>;

const tell = (told: HashTold) => self.postMessage(told);

async function hash(file: File): Promise<void> {
  const running = sha256.create();
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    const piece = await file.slice(at, at + PIECE_BYTES).arrayBuffer();
    running.update(new Uint8Array(piece));
    tell({ kind: "progress", bytes: Math.min(at + PIECE_BYTES, file.size) });
  }
  tell({ kind: "done", sha256: bytesToHex(running.digest()) });
}

self.addEventListener("message", ({ data }: MessageEvent<File>) => {
  hash(data).catch((cause: unknown) => tell({ kind: "unreadable", why: String(cause) }));
});
