import { expect, test } from "vitest";
import { wholeBytes } from "./fragments";

function box(kind: string, bytes: number): Uint8Array {
  const data = new Uint8Array(bytes);
  new DataView(data.buffer).setUint32(0, bytes);
  data.set(new TextEncoder().encode(kind), 4);
  return data;
}

const HEAD = [box("ftyp", 24), box("moov", 300)];
const FRAGMENT = [box("moof", 100), box("mdat", 5000)];

function cut(boxes: readonly Uint8Array[], bytes?: number): Blob {
  return new Blob(boxes as Uint8Array<ArrayBuffer>[]).slice(0, bytes);
}

test("a file that is whole is whole", async () => {
  const boxes = [...HEAD, ...FRAGMENT, ...FRAGMENT, box("mfra", 60)];
  expect(await wholeBytes(cut(boxes))).toBe(324 + 2 * 5100 + 60);
});

test("a fragment counts when all its pictures are there", async () => {
  const boxes = [...HEAD, ...FRAGMENT, ...FRAGMENT];
  const first = 324 + 5100;
  for (const bytes of [first, first + 3, first + 50, first + 100, first + 104, first + 5099]) {
    expect(await wholeBytes(cut(boxes, bytes))).toBe(first);
  }
  expect(await wholeBytes(cut(boxes, first + 5100))).toBe(first + 5100);
});

test("a box of more than four gigabytes says so elsewhere", async () => {
  const large = box("mdat", 5000);
  new DataView(large.buffer).setUint32(0, 1);
  new DataView(large.buffer).setBigUint64(8, 5000n);
  expect(await wholeBytes(cut([...HEAD, box("moof", 100), large]))).toBe(324 + 5100);
});

test("a file that says nonsense ends there; another kind of file is left alone", async () => {
  expect(await wholeBytes(cut([...HEAD, new Uint8Array(64)]))).toBe(324);
  expect(await wholeBytes(new Blob([new Uint8Array(777)]))).toBe(777);
  expect(await wholeBytes(new Blob([]))).toBe(0);
});
