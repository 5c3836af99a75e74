/** What both languages of an application must agree in, as tests of its words. Nothing of it ships. */

import { describe, expect, it } from "vitest";

export type Words = { readonly [key: string]: string | Words };

/** What Korean does not have: one form serves every number. */
const PLURAL = /_(zero|one|two|few|many|other)$/;

function flat(words: Words, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    const path = prefix + key;
    if (typeof value === "string") found.set(path, value);
    else for (const [deeper, text] of flat(value, `${path}.`)) found.set(deeper, text);
  }
  return found;
}

function roomsOf(
  files: Readonly<Record<string, Words>>,
  language: string,
): ReadonlyMap<string, Map<string, string>> {
  const named = Object.entries(files).filter(([path]) => path.startsWith(`./${language}/`));
  return new Map(named.map(([path, words]) => [path.slice(language.length + 3), flat(words)]));
}

function keysOf(words: Map<string, string>): readonly string[] {
  return [...new Set([...words.keys()].map((key) => key.replace(PLURAL, "")))].sort();
}

/** Names in double braces, without their formats: what a sentence is given. */
function blanksOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1] ?? ""))].sort();
}

/** @param files by `./<language>/<room>.json` */
export function tryWords(files: Readonly<Record<string, Words>>): void {
  const english = roomsOf(files, "en");
  const korean = roomsOf(files, "ko");

  it("has the same rooms in both languages", () => {
    expect(english.size).toBeGreaterThan(2);
    expect([...korean.keys()].sort()).toEqual([...english.keys()].sort());
  });

  describe.each([...english.keys()])("%s", (room) => {
    const en = english.get(room) ?? new Map<string, string>();
    const ko = korean.get(room) ?? new Map<string, string>();

    it("has the same words in both languages", () => {
      expect(keysOf(ko)).toEqual(keysOf(en));
    });

    it("leaves no word empty", () => {
      const empty = [...en, ...ko].filter(([, text]) => text.trim() === "").map(([key]) => key);
      expect(empty).toEqual([]);
    });

    it("fills the same blanks in both languages", () => {
      for (const [key, text] of ko) {
        const theirs = en.get(key) ?? en.get(key.replace(PLURAL, "_other")) ?? en.get(`${key}_other`);
        expect(blanksOf(text), key).toEqual(blanksOf(theirs ?? ""));
      }
    });
  });
}
