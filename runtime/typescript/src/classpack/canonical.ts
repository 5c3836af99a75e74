/**
 * The one way in which the format writes JSON, so that the same value gives the same bytes in every language: what
 * signatures cover. Must not know what the fields mean.
 */

import { MalformedError } from "./errors.ts";
import { Inexact, type Json } from "./json.ts";

const LONE_SURROGATE = /[\ud800-\udfff]/u;
/** What Python and JavaScript write alike: no exponent in either. */
const ALIKE_FROM = 1e-4;
const ALIKE_BELOW = 1e15;

/**
 * UTF-8 JSON with keys sorted by code point and no white space. Throws a `MalformedError` for half of a surrogate
 * pair, which no encoder can write, and for a number that languages write in different ways.
 */
export function canonicalJson(value: Json): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(written(value));
}

/** JSON can escape half of a surrogate pair, which no encoder can write again. */
export function isUnicode(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

function written(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return writtenText(value);
  if (typeof value === "number") return writtenNumber(value);
  if (value instanceof Inexact) return writtenFraction(value.value);
  if (value instanceof Map) {
    const members = [...value].sort(([one], [other]) => compareCodePoints(one, other));
    return `{${members.map(([key, each]) => `${writtenText(key)}:${written(each)}`).join(",")}}`;
  }
  return `[${(value as readonly Json[]).map(written).join(",")}]`;
}

function writtenText(text: string): string {
  if (!isUnicode(text)) throw new MalformedError("A text is not valid Unicode.");
  return JSON.stringify(text);
}

function writtenNumber(value: number): string {
  return Number.isSafeInteger(value) ? String(value + 0) : writtenFraction(value);
}

function writtenFraction(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || !(size >= ALIKE_FROM && size < ALIKE_BELOW)) {
    throw new MalformedError(`Languages write the number ${value} in different ways.`);
  }
  return String(value);
}

/** JavaScript compares UTF-16 units, in which U+1F600 stands before U+FF5E; the format counts code points. */
function compareCodePoints(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  for (let at = 0; at < most; at++) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (a !== b) return rank(a) - rank(b);
  }
  return one.length - other.length;
}

/** Surrogates stand for code points beyond all that one unit can name. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
