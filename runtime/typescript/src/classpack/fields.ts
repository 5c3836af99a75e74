/**
 * JSON of unknown origin, taken field by field: the right type and range, or a `MalformedError` that names the field.
 * Must not know what the fields mean.
 */

import { isUnicode } from "./canonical.ts";
import { MalformedError, UnsupportedFormatError } from "./errors.ts";
import { Inexact, type Json, type JsonObject, MAX_INTEGER, readJson } from "./json.ts";

/** The largest numerator or denominator of a rate. */
export const MAX_RATIO = 10 ** 9;

/** A rate as the format writes it: [numerator, denominator]. */
export type Ratio = readonly [numerator: number, denominator: number];

/** A JSON object and what to call it in a sentence. Fields that nobody asks for are ignored. */
export class Fields {
  readonly values: JsonObject;
  readonly what: string;

  constructor(values: JsonObject, what: string) {
    this.values = values;
    this.what = what;
  }

  /** Is the field there and not null? */
  has(key: string): boolean {
    return (this.values.get(key) ?? null) !== null;
  }

  /** A string of at most `longest` characters, counted in code points. */
  text(key: string, { longest = 500, empty = false } = {}): string {
    const value = this.values.get(key);
    if (typeof value !== "string" || isLonger(value, longest) || (value === "" && !empty)) {
      this.refuse(key, `a text of ${empty ? 0 : 1} to ${longest} characters`);
    }
    if (!isUnicode(value)) this.refuse(key, "valid Unicode");
    return value;
  }

  /** An integer within low..high, written without a point. */
  integer(key: string, low: number, high = MAX_INTEGER): number {
    const value = this.values.get(key);
    if (typeof value !== "number" || value < low || value > high) {
      this.refuse(key, `an integer from ${low} to ${high}`);
    }
    return value;
  }

  /** A finite number within low..high. */
  number(key: string, low = -1e9, high = 1e9): number {
    return this.numberOf(this.values.get(key), key, low, high);
  }

  /** True or false. */
  flag(key: string): boolean {
    const value = this.values.get(key);
    if (typeof value !== "boolean") this.refuse(key, "true or false");
    return value;
  }

  /** A list of fewest..most values of any type. */
  items(key: string, { fewest = 0, most }: { fewest?: number; most: number }): readonly Json[] {
    const value = this.values.get(key);
    if (!isList(value) || value.length < fewest || value.length > most) {
      this.refuse(key, `a list of ${fewest} to ${most} values`);
    }
    return value;
  }

  /** A list of finite numbers within low..high: exactly `count` of them, or at most `most`. */
  numbers(key: string, count: number | { readonly most: number }, low = -1e9, high = 1e9): readonly number[] {
    const values = this.items(key, typeof count === "number" ? { fewest: count, most: count } : count);
    return values.map((value, at) => this.numberOf(value, `${key}[${at}]`, low, high));
  }

  /** [numerator, denominator], integers from 1 to MAX_RATIO both. */
  ratio(key: string): Ratio {
    const [numerator = null, denominator = null] = this.items(key, { fewest: 2, most: 2 });
    const said = new Fields(
      new Map([
        ["numerator", numerator],
        ["denominator", denominator],
      ]),
      `${this.what}, ${key}`,
    );
    return [said.integer("numerator", 1, MAX_RATIO), said.integer("denominator", 1, MAX_RATIO)];
  }

  /** An object within this one. */
  inner(key: string): Fields {
    const value = this.values.get(key);
    if (!isObject(value)) this.refuse(key, "an object");
    return new Fields(value, `${this.what}, ${key}`);
  }

  /** The objects of a list of fewest..most of them. */
  each(key: string, bounds: { fewest?: number; most: number }): readonly Fields[] {
    return this.items(key, bounds).map((value, at) => {
      if (!isObject(value)) this.refuse(`${key}[${at}]`, "an object");
      return new Fields(value, `${this.what}, ${key} ${at + 1}`);
    });
  }

  /** Throws the error for a field that is not what it must be. */
  refuse(key: string, wanted: string): never {
    throw new MalformedError(`In ${this.what}, '${key}' must be ${wanted}.`);
  }

  private numberOf(found: Json | undefined, key: string, low: number, high: number): number {
    const value = found instanceof Inexact ? found.value : found;
    if (typeof value !== "number") this.refuse(key, "a number");
    if (!(value >= low && value <= high && Math.abs(value) <= MAX_INTEGER)) {
      this.refuse(key, `a number from ${low} to ${high}`);
    }
    return value;
  }
}

/** Do two pairs stand for one number? Exact: their products may lie beyond what a double holds. */
export function isSameRatio(one: Ratio, other: Ratio): boolean {
  return BigInt(one[0]) * BigInt(other[1]) === BigInt(other[0]) * BigInt(one[1]);
}

/** The JSON object that a file of at most `limit` bytes holds; `what` is what a sentence calls the file. */
export function readObject(bytes: Uint8Array, what: string, limit: number): Fields {
  if (bytes.length > limit) {
    throw new MalformedError(`The ${what} is larger than the ${limit} bytes that it may have.`);
  }
  const value = readJson(bytes, what);
  if (!isObject(value)) throw new MalformedError(`The ${what} is not a JSON object.`);
  return new Fields(value, `the ${what}`);
}

/** Refuses a format other than `known` by an `UnsupportedFormatError`. */
export function requireFormat(fields: Fields, known: number): void {
  const found = fields.integer("format", 1);
  if (found !== known) {
    throw new UnsupportedFormatError(
      `T${fields.what.slice(1)} has format ${found}; this runtime reads ${known}.`,
    );
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Has it more code points than that? Asked without counting those of a text far too long. */
function isLonger(text: string, longest: number): boolean {
  return text.length > longest && (text.length > 2 * longest || [...text].length > longest);
}
