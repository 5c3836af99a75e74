/** Reads what numpy.savez wrote: a zip of .npy files, stored or deflated. Pure; other kinds of values are refused. */
import { unzipSync } from "fflate";

export type Values = Float64Array | Float32Array | Uint8Array;
export type NpyArray = Readonly<{ shape: readonly number[]; values: Values }>;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Name without `.npy` -> array. Throws with a sentence where the file is no such archive. */
export function readNpz(bytes: Uint8Array): ReadonlyMap<string, NpyArray> {
  const files = Object.entries(unzipSync(bytes));
  return new Map(files.map(([name, file]) => [name.replace(/\.npy$/, ""), readNpy(file)]));
}

/** Little-endian values in C order of kind f8, f4 or u1. */
export function readNpy(bytes: Uint8Array): NpyArray {
  if (MAGIC.some((byte, k) => bytes[k] !== byte)) throw new Error("An array of the poses is no .npy file.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = (bytes[6] ?? 1) > 1; // version 1 has a short header length, later ones a long one
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  const kind = /'descr':\s*'([^']+)'/.exec(header)?.[1] ?? "";
  const sizes = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (sizes === undefined || !/'fortran_order':\s*False/.test(header))
    throw new Error("An array of the poses is not in C order.");
  const shape = sizes
    .split(",")
    .filter((size) => size.trim() !== "")
    .map(Number);
  return { shape, values: valuesOf(kind, bytes.slice(start + length), shape) };
}

/** `bytes` is a copy of its own, so that values lie at a whole multiple of their size. */
function valuesOf(kind: string, bytes: Uint8Array, shape: readonly number[]): Values {
  const count = shape.reduce((product, size) => product * size, 1);
  const make = { "<f8": Float64Array, "<f4": Float32Array, "|u1": Uint8Array }[kind];
  if (make === undefined)
    throw new Error(`The poses hold values of the kind ${kind}, which is not known here.`);
  if (bytes.byteLength < count * make.BYTES_PER_ELEMENT)
    throw new Error("The file of the poses is cut short.");
  return new make(bytes.buffer as ArrayBuffer, 0, count);
}
