/** The `.npy` container, read no further than its header allows. Must not know what arrays mean. */

import { MalformedError } from "./errors.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const HEADER =
  /^\{'descr': '([<>|=]?[a-z][0-9]+)', 'fortran_order': (True|False), 'shape': \(([0-9, ]*)\),? ?\}[ \n]*$/;
const LENGTH = /^[0-9]{1,9}$/;
const LONGEST_HEADER_END = 4096;

/** Types of values that packs and practices hold, as numpy writes them, and what they become. */
export interface NpyArrays {
  readonly "<i2": Int16Array<ArrayBuffer>;
  readonly "|i1": Int8Array<ArrayBuffer>;
  readonly "|u1": Uint8Array<ArrayBuffer>;
  readonly "<f4": Float32Array<ArrayBuffer>;
  readonly "<f8": Float64Array<ArrayBuffer>;
}

/** An array: values in C order, last index fastest. */
export interface Npy<Type extends keyof NpyArrays> {
  readonly shape: readonly number[];
  readonly values: NpyArrays[Type];
}

type Kinds = {
  readonly [Type in keyof NpyArrays]: Readonly<{
    make: (count: number) => NpyArrays[Type];
    get: (view: DataView, at: number) => number;
  }>;
};

const KINDS: Kinds = {
  "<i2": { make: (count) => new Int16Array(count), get: (view, at) => view.getInt16(at, true) },
  "|i1": { make: (count) => new Int8Array(count), get: (view, at) => view.getInt8(at) },
  "|u1": { make: (count) => new Uint8Array(count), get: (view, at) => view.getUint8(at) },
  "<f4": { make: (count) => new Float32Array(count), get: (view, at) => view.getFloat32(at, true) },
  "<f8": { make: (count) => new Float64Array(count), get: (view, at) => view.getFloat64(at, true) },
};

/**
 * The array of a `.npy` file that must be of a known type and shape.
 *
 * @param what what to call the file in a sentence
 * @param dtype as numpy writes it
 * @param shape the lengths it must have; null where any will do
 *
 * Throws a `MalformedError` where it is of another type or shape, cut off, or longer than its header says.
 */
export function readNpy<Type extends keyof NpyArrays>(
  bytes: Uint8Array,
  what: string,
  dtype: Type,
  shape: readonly (number | null)[],
): Npy<Type> {
  const header = readHeader(bytes, what);
  if (header.dtype !== dtype || header.fortran) {
    throw new MalformedError(`The ${what} must hold ${dtype} in C order.`);
  }
  const { lengths } = header;
  if (lengths.length !== shape.length || !lengths.every((length) => LENGTH.test(length))) {
    throw new MalformedError(`The ${what} must have ${shape.length} dimensions.`);
  }
  const found = lengths.map(Number);
  if (found.some((length, at) => (shape[at] ?? length) !== length)) {
    const wanted = shape.map((length) => length ?? "any").join(", ");
    throw new MalformedError(`The ${what} has shape (${found.join(", ")}), not (${wanted}).`);
  }
  return { shape: found, values: readValues(bytes, what, dtype, header.start, found) };
}

function readValues<Type extends keyof NpyArrays>(
  bytes: Uint8Array,
  what: string,
  dtype: Type,
  start: number,
  shape: readonly number[],
): NpyArrays[Type] {
  const { make, get } = KINDS[dtype];
  const size = make(0).BYTES_PER_ELEMENT;
  const count = shape.reduce((product, length) => product * length, 1);
  if (bytes.length - start !== count * size) {
    throw new MalformedError(`The ${what} is cut off or longer than its header says.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = make(count);
  for (let at = 0; at < count; at++) values[at] = get(view, start + at * size);
  return values;
}

/** Where the values begin, and the header's words. */
function readHeader(bytes: Uint8Array, what: string) {
  const version = bytes[6] ?? 0;
  if (bytes.length < 12 || MAGIC.some((byte, at) => bytes[at] !== byte) || version < 1 || version > 3) {
    throw new MalformedError(`The ${what} is not a .npy file.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [from, length] = version === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  const start = from + length;
  // Not TextDecoder: its "latin1" is Windows-1252.
  const text = String.fromCharCode(...bytes.subarray(from, Math.min(start, LONGEST_HEADER_END)));
  const [whole, dtype, fortran, lengths = ""] = HEADER.exec(text) ?? [];
  if (whole === undefined || start > bytes.length) {
    throw new MalformedError(`The ${what} has a header that cannot be read.`);
  }
  const parts = lengths.split(",").map((part) => part.replace(/^ +| +$/g, ""));
  return { start, dtype, fortran: fortran === "True", lengths: parts.filter((part) => part !== "") };
}
