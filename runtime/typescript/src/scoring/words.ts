/**
 * Words for a sheet: what to do better, most important first, in Korean and English. From the sheet alone.
 *
 * At most 3 pieces of advice for a part and as many for the whole run. What was found is decided by `words_parts.ts` and
 * `words_whole.ts`; the texts lie in `words.ko.json` and `words.en.json`, the same files in every language of code.
 */

import type { Sheet } from "./sheet.ts";
import en from "./words.en.json" with { type: "json" };
import ko from "./words.ko.json" with { type: "json" };
import { byOrder, type Finding, type Side } from "./words_findings.ts";
import { partFindings } from "./words_parts.ts";
import { ALONE, wholeFindings } from "./words_whole.ts";

export type Language = "ko" | "en";

interface Texts {
  readonly limbs: Readonly<Record<string, Readonly<Record<Side, string>>>>;
  readonly frames: Readonly<Record<"whole" | "part" | "count" | "counts", string>>;
  readonly advice: Readonly<Record<string, string>>;
  readonly sentences: Readonly<Record<string, string>>;
}

/** One thing to tell. */
export interface Advice {
  /** From 1; null for the whole run. */
  readonly part: number | null;
  /** From 1; null for the whole part, and where `text` names several. */
  readonly count: number | null;
  /** What it is, in every language; of a limb with its side, as `arm_stretch.right`. */
  readonly code: string;
  /** One line of plain text. */
  readonly text: string;
  /** The share of the raw similarity that it is worth, 0 to 1; 0 for praise. */
  readonly weight: number;
}

const TEXTS: Readonly<Record<Language, Texts>> = { ko, en };
const MOST = 3;
const OTHER: Readonly<Record<Side, Side>> = { left: "right", right: "left", both: "both" };

/** What to tell of any sheet, most important first; left and right are the learner's own. */
export function wordsOf(sheet: Sheet, language: Language): readonly Advice[] {
  return findingsOf(sheet).map((each) => ({
    part: each.part,
    count: each.counts.length === 1 ? (each.counts[0] as number) : null,
    code: each.side ? `${each.code}.${each.side}` : each.code,
    text: textOf(each, TEXTS[language]),
    weight: each.weight,
  }));
}

/** What `wordsOf` words, in the same order; weights are shares of the whole raw similarity. */
export function findingsOf(sheet: Sheet): readonly Finding[] {
  const { lagMs, mirrored } = sheet.session;
  const parts = new Map(
    sheet.parts.map((part) => {
      const steps = sheet.steps.filter((step) => step.part === part.part);
      return [part.part, partFindings(part, steps, lagMs)] as const;
    }),
  );
  const whole = wholeFindings(sheet, parts).slice(0, MOST);
  const isTold = ({ code, side }: Finding) => whole.some((each) => each.code === code && each.side === side);
  const told = whole.some(({ code }) => ALONE.has(code)) ? [] : [...parts.values()];
  const rest = told.flatMap((found) => found.filter((each) => !isTold(each)).slice(0, MOST));
  const steps = Math.max(sheet.steps.length, 1);
  return [...whole, ...rest].map((each) => own(each, steps, mirrored)).sort(byOrder);
}

/** With the learner's own side: who danced mirrored did the routine's left with the right. */
function own(finding: Finding, steps: number, mirrored: boolean): Finding {
  const side = mirrored && finding.side ? OTHER[finding.side] : finding.side;
  return { ...finding, side, weight: finding.weight / steps };
}

function textOf(finding: Finding, texts: Texts): string {
  const fields = fieldsOf(finding, texts.limbs);
  const sentence = finding.part === null ? texts.sentences[finding.code] : undefined;
  if (sentence !== undefined) return filled(sentence, fields);
  const advice = filled(texts.advice[finding.code], fields);
  return filled(texts.frames[frameOf(finding)], new Map([...fields, ["advice", advice]]));
}

function frameOf({ part, counts }: Finding): keyof Texts["frames"] {
  if (part === null) return "whole";
  if (counts.length === 0) return "part";
  return counts.length === 1 ? "count" : "counts";
}

/** What the texts of such a finding can name. */
function fieldsOf(finding: Finding, limbs: Texts["limbs"]): ReadonlyMap<string, string> {
  const { side, lateMs, seconds, best, part, counts } = finding;
  const fields = new Map<string, string>();
  if (side) for (const [limb, names] of Object.entries(limbs)) fields.set(limb, names[side]);
  if (lateMs !== null) {
    const hundredths = Math.floor(Math.abs(lateMs) / 10 + 0.5);
    fields.set("ms", `${hundredths}0`);
    fields.set("seconds", `${hundredths / 100}`);
  }
  if (seconds !== null) fields.set("seconds", `${Math.max(Math.floor(seconds + 0.5), 1)}`);
  const [ofPart, ofCount] = best.length > 0 ? best : [part ?? 0, ...counts];
  fields.set("part", `${ofPart}`);
  if (ofCount !== undefined) fields.set("count", `${ofCount}`);
  return fields.set("counts", counts.join(", "));
}

/** A template with each `{field}` filled in. Throws where there is no template, or no such field. */
function filled(template: string | undefined, fields: ReadonlyMap<string, string>): string {
  if (template === undefined) throw new Error("There is no text for this finding.");
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = fields.get(name);
    if (value === undefined) throw new Error(`A text names {${name}}, which this finding does not have.`);
    return value;
  });
}
