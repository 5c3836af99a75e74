/**
 * What an MP4 or QuickTime file says of itself, without decoding it: its length and which tracks it holds
 * (ISO/IEC 14496-12: boxes of a 32-bit length and a type; `moov` describes, `mdat` holds the data). Reads only
 * the headers of the outer boxes and `moov` itself, wherever in the file it lies.
 */

export type Described = Readonly<{ durationS: number; video: boolean; audio: boolean }>;

type Box = Readonly<{ type: string; start: number; end: number }>;

const HEADER_BYTES = 16;
const MOST_MOOV_BYTES = 64 * 1024 * 1024;
const MOST_BOXES = 1000;
const LONG = 1;
const TO_THE_END = 0;

/** What the file says of itself; null where it is no such file or says nothing that can be read. */
export async function describedBy(file: Blob): Promise<Described | null> {
  let at = 0;
  for (let count = 0; count < MOST_BOXES && at + 8 <= file.size; count += 1) {
    const head = new DataView(await file.slice(at, at + HEADER_BYTES).arrayBuffer());
    const box = boxAt(head, 0, at, file.size);
    if (box === null) return null;
    if (box.type === "moov") {
      if (box.end > file.size || box.end - box.start > MOST_MOOV_BYTES) return null;
      return describedByMoov(new DataView(await file.slice(box.start, box.end).arrayBuffer()));
    }
    at = box.end;
  }
  return null;
}

/** The contents of a `moov` box. */
export function describedByMoov(moov: DataView): Described | null {
  const inner = boxesIn(moov, 0, moov.byteLength);
  const header = inner.find(({ type }) => type === "mvhd");
  if (header === undefined) return null;
  const handlers = inner.filter(({ type }) => type === "trak").map((track) => handlerOf(moov, track));
  return {
    durationS: durationOf(moov, header),
    video: handlers.includes("vide"),
    audio: handlers.includes("soun"),
  };
}

function boxAt(view: DataView, offset: number, place: number, limit: number): Box | null {
  if (offset + 8 > view.byteLength) return null;
  const short = view.getUint32(offset);
  const long = short === LONG && offset + HEADER_BYTES <= view.byteLength;
  const bytes = long ? Number(view.getBigUint64(offset + 8)) : short;
  const head = long ? HEADER_BYTES : 8;
  if (short !== TO_THE_END && bytes < head) return null;
  const end = short === TO_THE_END ? limit : place + bytes;
  return { type: typeAt(view, offset + 4), start: place + head, end };
}

function boxesIn(view: DataView, start: number, end: number): readonly Box[] {
  const found: Box[] = [];
  for (let at = start; at + 8 <= end; ) {
    const box = boxAt(view, at, at, end);
    if (box === null || box.end > end) break;
    found.push(box);
    at = box.end;
  }
  return found;
}

function handlerOf(view: DataView, track: Box): string {
  const media = boxesIn(view, track.start, track.end).find(({ type }) => type === "mdia");
  const handler = media && boxesIn(view, media.start, media.end).find(({ type }) => type === "hdlr");
  return handler && handler.start + 12 <= handler.end ? typeAt(view, handler.start + 8) : "";
}

function durationOf(view: DataView, header: Box): number {
  const wide = view.getUint8(header.start) === 1;
  const at = header.start + (wide ? 20 : 12);
  if (at + (wide ? 12 : 8) > header.end) return 0;
  const scale = view.getUint32(at);
  const ticks = wide ? Number(view.getBigUint64(at + 4)) : view.getUint32(at + 4);
  return scale > 0 ? ticks / scale : 0;
}

function typeAt(view: DataView, at: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, 4));
}
