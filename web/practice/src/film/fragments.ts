/** How much of an MP4 that is written in fragments is whole: what a crash left of a fragment is left out. */

const HEADER_BYTES = 16;

/** Bytes up to the end of the last whole fragment. Of another kind of file, all of it. */
export async function wholeBytes(file: Blob): Promise<number> {
  let [at, whole] = [0, 0];
  while (at + 8 <= file.size) {
    const header = new DataView(await file.slice(at, at + HEADER_BYTES).arrayBuffer());
    const kind = String.fromCharCode(...[4, 5, 6, 7].map((byte) => header.getUint8(byte)));
    if (at === 0 && kind !== "ftyp") return file.size;
    let bytes = header.getUint32(0);
    if (bytes === 1 && header.byteLength === HEADER_BYTES) bytes = Number(header.getBigUint64(8));
    if (bytes < 8 || at + bytes > file.size) break;
    at += bytes;
    // A fragment is a box that describes it and the one that holds its pictures.
    if (kind !== "moof") whole = at;
  }
  return whole;
}
