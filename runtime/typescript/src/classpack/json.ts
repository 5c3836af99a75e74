/**
 * JSON of unknown origin, read more strictly than `JSON.parse` does: no key twice in an object, bounded nesting, and
 * an integer that was written as one stays told apart from `1.0` and from what a double cannot hold. Must not know
 * what the fields mean.
 */

import { MalformedError } from "./errors.ts";

/** The largest integer that every JSON reader keeps exactly. */
export const MAX_INTEGER = Number.MAX_SAFE_INTEGER;
/** How deep objects and lists may lie in each other. */
export const MAX_DEPTH = 100;
const MAX_DIGITS = 4300;

/** A number written with a point or an exponent, or an integer too large to be exact. */
export class Inexact {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export type JsonObject = ReadonlyMap<string, Json>;
/** A `number` is an integer within `MAX_INTEGER`, written without a point. */
export type Json = null | boolean | string | number | Inexact | readonly Json[] | JsonObject;

interface Cursor {
  readonly text: string;
  /** What to call the file in a sentence. */
  readonly what: string;
  at: number;
  depth: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LEAST_PRINTABLE = 0x20;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const BLANK = /[ \t\n\r]*/y;
const HEX = /[0-9a-fA-F]{4}/y;
const WORDS: ReadonlyMap<string, null | boolean> = new Map([
  ["null", null],
  ["true", true],
  ["false", false],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** The one JSON value that a file holds. Throws a `MalformedError` that calls the file `what`. */
export function readJson(bytes: Uint8Array, what: string): Json {
  const cursor: Cursor = { text: decoded(bytes, what), what, at: 0, depth: 0 };
  const value = readValue(cursor);
  skipBlanks(cursor);
  if (cursor.at < cursor.text.length) throw notJson(what);
  return value;
}

/** As every reader of JSON must see it: UTF-8 without a byte order mark. */
function decoded(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw notJson(what, error);
  }
}

function readValue(cursor: Cursor): Json {
  skipBlanks(cursor);
  const first = cursor.text[cursor.at];
  if (first === '"') return readText(cursor);
  if (first === "{") return nested(cursor, readMembers);
  if (first === "[") return nested(cursor, readItems);
  for (const [word, value] of WORDS) {
    if (cursor.text.startsWith(word, cursor.at)) {
      cursor.at += word.length;
      return value;
    }
  }
  return readNumber(cursor);
}

function nested<T>(cursor: Cursor, read: (cursor: Cursor) => T): T {
  if (cursor.depth === MAX_DEPTH) throw new MalformedError(`In the ${cursor.what}, too much is nested.`);
  cursor.depth++;
  cursor.at++;
  const value = read(cursor);
  cursor.depth--;
  return value;
}

function readMembers(cursor: Cursor): JsonObject {
  const members = new Map<string, Json>();
  if (taken(cursor, "}")) return members;
  do {
    skipBlanks(cursor);
    if (cursor.text[cursor.at] !== '"') throw notJson(cursor.what);
    const key = readText(cursor);
    if (members.has(key)) {
      throw new MalformedError(
        `In the ${cursor.what}, an object has the field ${JSON.stringify(key)} twice.`,
      );
    }
    if (!taken(cursor, ":")) throw notJson(cursor.what);
    members.set(key, readValue(cursor));
  } while (taken(cursor, ","));
  if (!taken(cursor, "}")) throw notJson(cursor.what);
  return members;
}

function readItems(cursor: Cursor): readonly Json[] {
  const items: Json[] = [];
  if (taken(cursor, "]")) return items;
  do items.push(readValue(cursor));
  while (taken(cursor, ","));
  if (!taken(cursor, "]")) throw notJson(cursor.what);
  return items;
}

function readText(cursor: Cursor): string {
  let read = "";
  let from = ++cursor.at;
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at); // NaN at the end
    if (code === QUOTE) {
      read += cursor.text.slice(from, cursor.at++);
      return read;
    }
    if (code === BACKSLASH) {
      read += cursor.text.slice(from, cursor.at) + readEscape(cursor);
      from = cursor.at;
    } else if (code >= LEAST_PRINTABLE) cursor.at++;
    else throw notJson(cursor.what);
  }
}

function readEscape(cursor: Cursor): string {
  const letter = cursor.text[cursor.at + 1] ?? "";
  cursor.at += 2;
  const plain = ESCAPES.get(letter);
  if (plain !== undefined) return plain;
  const digits = letter === "u" ? matched(cursor, HEX) : undefined;
  if (digits === undefined) throw notJson(cursor.what);
  return String.fromCharCode(Number.parseInt(digits[0], 16));
}

function readNumber(cursor: Cursor): number | Inexact {
  const found = matched(cursor, NUMBER);
  if (found === undefined) throw notJson(cursor.what);
  const value = Number(found[0]);
  const whole = found[1] === undefined && found[2] === undefined;
  if (whole && found[0].length > MAX_DIGITS) throw notJson(cursor.what);
  return whole && Math.abs(value) <= MAX_INTEGER ? value + 0 : new Inexact(value); // + 0: no negative zero
}

function matched(cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text) ?? undefined;
  if (found) cursor.at += found[0].length;
  return found;
}

/** Steps over a sign, blanks before it too, where it is there. */
function taken(cursor: Cursor, sign: string): boolean {
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== sign) return false;
  cursor.at++;
  return true;
}

function skipBlanks(cursor: Cursor): void {
  matched(cursor, BLANK);
}

function notJson(what: string, cause?: unknown): MalformedError {
  return new MalformedError(`The ${what} is not valid JSON; it may be cut off.`, { cause });
}
