/** Words for a sheet: those of Python, text for text (golden file), and what must hold of any sheet. */

import { readFileSync } from "node:fs";
import {
  type Advice,
  DEFAULTS,
  type Language,
  parametersAsJson,
  readSheet,
  type Sheet,
  wordsOf,
} from "@eightcount/runtime/scoring";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOf } from "./studio";

interface Case {
  readonly name: string;
  readonly sheet: object;
  readonly words: Readonly<Record<Language, readonly Advice[]>>;
}

const GOLDEN = new URL("../../../runtime/vectors/scoring/words.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(GOLDEN, "utf8")) as { cases: readonly Case[] };
const LANGUAGES = ["ko", "en"] as const;

function sheetOf({ sheet }: Case): Sheet {
  return readSheet(bytesOf(JSON.stringify({ ...sheet, scoring: parametersAsJson(DEFAULTS) })));
}

test.each(cases.map((each) => [each.name, each] as const))("%s: the words of Python", (_, each) => {
  for (const language of LANGUAGES) {
    const ours = wordsOf(sheetOf(each), language);
    const theirs = each.words[language];
    expect(ours.map(({ weight: _, ...rest }) => rest)).toEqual(theirs.map(({ weight: _, ...rest }) => rest));
    ours.forEach(({ weight }, at) => {
      expect(Math.abs(weight - (theirs[at]?.weight ?? Number.NaN))).toBeLessThanOrEqual(1e-9);
    });
  }
});

/** Sheets of the golden file whose every number was changed: all that a sheet may say, in no order that means anything. */
const sheets = fc
  .tuple(fc.constantFrom(...cases), fc.infiniteStream(fc.double({ min: -3, max: 3, noNaN: true })))
  .map(([each, numbers]) => shaken(sheetOf(each), numbers));

function shaken(sheet: Sheet, numbers: Iterator<number>): Sheet {
  const next = () => numbers.next().value as number;
  const steps = sheet.steps.map((step) => {
    if (step.costs === null || step.differences === null) return step;
    const costs = Object.fromEntries(Object.keys(step.costs).map((name) => [name, Math.abs(next()) / 30]));
    const differences = Object.fromEntries(
      Object.entries(step.differences).map(([name, value]) => [
        name,
        typeof value === "number" ? next() : value && [next(), next()],
      ]),
    );
    return { ...step, lateMs: 100 * next(), costs, differences } as typeof step;
  });
  const parts = sheet.parts.map((part) =>
    part.score === null ? part : { ...part, amplitude: Math.abs(next()), lateMs: 100 * next() },
  );
  return { ...sheet, steps, parts, session: { ...sheet.session, lagMs: 100 * next() } };
}

test("any sheet has words, the same codes in both languages, and at most three of a part", () => {
  fc.assert(
    fc.property(sheets, (sheet) => {
      const [korean, english] = LANGUAGES.map((language) => wordsOf(sheet, language)) as [Told, Told];
      expect(korean.map(({ code }) => code)).toEqual(english.map(({ code }) => code));
      for (const { text } of [...korean, ...english]) expect(text).not.toMatch(/[{}]|undefined|null|NaN/);
      const parts = [...new Set(korean.map(({ part }) => part))];
      for (const part of parts)
        expect(korean.filter((each) => each.part === part).length).toBeLessThanOrEqual(3);
    }),
  );
});

type Told = readonly Advice[];
