/** JSON read strictly and written in one way: as Python writes it (golden file), and by what must hold of any value. */

import { readFileSync } from "node:fs";
import {
  canonicalJson,
  type Json,
  MalformedError,
  readJson,
  readObject,
  sha256Of,
} from "@eightcount/runtime/classpack";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf } from "./studio";

interface Case {
  readonly text: string;
  readonly canonical: string | null;
}

const GOLDEN = new URL("../../../runtime/vectors/canonical.json", import.meta.url);
const cases = JSON.parse(readFileSync(GOLDEN, "utf8")) as readonly Case[];

function read(text: string): Json {
  return readJson(bytesOf(text), "file");
}

function written(value: Json): string {
  return new TextDecoder().decode(canonicalJson(value));
}

/** As `JSON.parse` has it. */
function plain(value: Json): unknown {
  return JSON.parse(written(value));
}

/** Texts with what is awkward: signs to escape, code points that UTF-16 sorts otherwise, digits, `__proto__`. */
const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(
      "\u0000",
      "\u001f",
      "\u007f",
      '"',
      "\\",
      "\u2028",
      "\uffff",
      "\ue000",
      "😀",
      "é",
      "a",
    ),
  }),
  fc.constantFrom("__proto__", "constructor", "0", ""),
);
const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    texts,
    fc.maxSafeInteger(),
    fc.constantFrom(null, true, false),
    fc.array(tie("value"), { maxLength: 5 }),
    fc
      .uniqueArray(fc.tuple(texts, tie("value")), { maxLength: 6, selector: ([key]) => key })
      .map(Object.fromEntries),
  ),
}));

describe("canonical JSON", () => {
  test("is that of Python, byte for byte, or refused as there", () => {
    expect(cases.length).toBeGreaterThan(300);
    for (const { text, canonical } of cases) {
      if (canonical === null) expect(() => canonicalJson(read(text)), text).toThrow(MalformedError);
      else expect(written(read(text)), text).toBe(canonical);
    }
  });

  test("is what docs/classpack.md gives to check oneself", async () => {
    const bytes = canonicalJson(read('{"b": [1, 2.5, "é"], "a": null}'));
    expect(bytes.length).toBe(27);
    expect(await sha256Of(bytes)).toBe("21fddaeebc6c84f1b55624c41336b0e521adecf3e414f2eaa12789afd6167428");
    const pointer = `{"signatures":[],"signed":{"channel":"staging","classes":[{"bytes":2074,"id":"hello","manifest":"${"0".repeat(63)}1"}],"expires":"2027-01-31T00:00:00Z","format":1,"version":7}}`;
    const { values: fields } = readObject(bytesOf(pointer), "pointer", 1000);
    expect(await sha256Of(canonicalJson(fields.get("signed") ?? null))).toBe(
      "acdf7f05d16726a86c35131a950560ee802a9430290f6925cc8098b231cba777",
    );
  });

  test("keeps every value, and is its own canonical form", () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = JSON.stringify(value);
        expect(plain(read(text))).toEqual(JSON.parse(text));
        expect(written(read(written(read(text))))).toBe(written(read(text)));
      }),
      { numRuns: 500 },
    );
  });

  test("does not know in which order keys came, nor how they were escaped", () => {
    fc.assert(
      fc.property(fc.uniqueArray(texts, { minLength: 2 }), (keys) => {
        const escaped = (key: string) =>
          `"${[...JSON.stringify(key).slice(1, -1)].map((sign) => (sign > "~" ? unitsOf(sign) : sign)).join("")}"`;
        const one = `{${keys.map((key) => `${JSON.stringify(key)}:1`).join(",")}}`;
        const other = ` {\n${keys
          .toReversed()
          .map((key) => `${escaped(key)} : 1`)
          .join("\t,\r")} } `;
        expect(written(read(other))).toBe(written(read(one)));
        const points = [...(read(one) as ReadonlyMap<string, Json>).keys()].map((key) =>
          [...key].map((sign) => sign.codePointAt(0) as number),
        );
        expect(points.length).toBe(keys.length);
        expect(
          keysOf(written(read(one))).map((key) => [...key].map((sign) => sign.codePointAt(0) as number)),
        ).toEqual(points.toSorted(byPoints));
      }),
    );
  });
});

function unitsOf(sign: string): string {
  return sign
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

function keysOf(text: string): readonly string[] {
  return [...(read(text) as ReadonlyMap<string, Json>).keys()];
}

function byPoints(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((point, place) => point !== other[place]);
  if (at < 0) return one.length - other.length;
  return (one[at] ?? 0) - (other[at] ?? -1);
}

describe("reading", () => {
  test.each([
    ["a key twice", '{"a":1,"a":1}'],
    ["a key twice, once escaped", '{"a":1,"\\u0061":1}'],
    ["a key twice, deep within", '[{"b":{"a":1,"c":2,"a":3}}]'],
    ["too much nested", `${"[".repeat(101)}${"]".repeat(101)}`],
    ["much too much nested", "[".repeat(4_000_000)],
    ["too long an integer", "1".repeat(4301)],
    ["nothing", ""],
    ["blanks alone", " \n"],
    ["a comma behind the last", "[1,]"],
    ["a comma before the first", "[,1]"],
    ["no comma", "[1 2]"],
    ["no colon", '{"a" 1}'],
    ["a bare word", "[nul]"],
    ["Infinity", "-Infinity"],
    ["NaN", "NaN"],
    ["a leading zero", "01"],
    ["a leading plus", "+1"],
    ["no digit before the point", ".5"],
    ["no digit behind the point", "5."],
    ["no digit in the exponent", "1e"],
    ["an open text", '"a'],
    ["a line feed in a text", '"\n"'],
    ["an unknown escape", '"\\x41"'],
    ["a short escape", '"\\u12"'],
    ["a second value", "1 1"],
    ["a byte order mark", "\ufeff1"],
    ["a no-break space", "\u00a01"],
    ["a comment", "1 // one"],
  ])("refuses %s", (_, text) => expect(() => read(text)).toThrow(MalformedError));

  test.each([[[0xff]], [[0x22, 0xc0, 0x80, 0x22]], [[0x22, 0xed, 0xa0, 0x80, 0x22]], [[0x22, 0xf8, 0x22]]])(
    "refuses what is not UTF-8: %j",
    (bytes) => expect(() => readJson(Uint8Array.from(bytes), "file")).toThrow("not valid JSON"),
  );

  test("tells an integer from what was not written as one", () => {
    const fields = readObject(
      bytesOf('{"a":1,"b":1.0,"c":1e0,"d":9007199254740992,"e":-0,"f":1e400}'),
      "file",
      100,
    );
    expect(fields.integer("a", 1)).toBe(1);
    expect(Object.is(fields.integer("e", 0), 0)).toBe(true);
    for (const key of ["b", "c", "d", "f"])
      expect(() => fields.integer(key, 0)).toThrow(`'${key}' must be an integer`);
    expect(fields.number("b")).toBe(1);
    for (const key of ["d", "f"]) expect(() => fields.number(key)).toThrow("a number from");
  });

  test("counts characters as Python does", () => {
    const fields = readObject(
      bytesOf(JSON.stringify({ a: "😀".repeat(80), b: "😀".repeat(81) })),
      "file",
      1000,
    );
    expect(fields.text("a", { longest: 80 })).toHaveLength(160);
    expect(() => fields.text("b", { longest: 80 })).toThrow("80 characters");
  });

  test("refuses a file beyond its bound unread", () => {
    expect(() => readObject(bytesOf("{}   "), "manifest", 4)).toThrow("larger than the 4 bytes");
  });
});
