/** What a person edits of a class, as a form holds it, and what of it has changed. Pure. */
import type { ClassChanges, ClassRow } from "./useClass";

export type TitleRow = Readonly<{ language: string; title: string }>;
export type OverviewValues = Readonly<{
  titles: readonly TitleRow[];
  songId: string;
  dancerId: string;
  ownerId: string | null;
  difficulty: number;
  tags: readonly string[];
  startS: number | null;
  endS: number | null;
}>;

type Fault = "titles" | "title" | "section";

export function valuesOf(row: ClassRow): OverviewValues {
  return {
    titles: Object.entries(row.titles).map(([language, title]) => ({ language, title })),
    songId: row.song_id,
    dancerId: row.dancer_id,
    ownerId: row.owner?.id ?? null,
    difficulty: row.difficulty,
    tags: row.tags,
    startS: row.section?.start_s ?? null,
    endS: row.section?.end_s ?? null,
  };
}

/** What the server is told: only what differs from what was read, so that other people's edits stay. */
export function changesOf(row: ClassRow, values: OverviewValues): ClassChanges {
  const before = asChanges(valuesOf(row));
  const after = asChanges(values);
  const names = Object.keys(after) as (keyof ClassChanges)[];
  const changed = names.filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
  return Object.fromEntries(changed.map((name) => [name, after[name]])) as ClassChanges;
}

export const hasChanged = (row: ClassRow, values: OverviewValues) =>
  Object.keys(changesOf(row, values)).length > 0;

/** What must be mended before it can be saved. */
export function faultsOf(values: OverviewValues): readonly Fault[] {
  const faults: Fault[] = [];
  if (values.titles.length === 0) faults.push("titles");
  if (values.titles.some(({ title }) => title.trim() === "")) faults.push("title");
  const { startS, endS } = values;
  const half = (startS === null) !== (endS === null);
  if (half || (startS !== null && endS !== null && endS <= startS)) faults.push("section");
  return faults;
}

function asChanges(values: OverviewValues): ClassChanges {
  const { startS, endS } = values;
  const titles = values.titles.map(({ language, title }) => [language, title.trim()] as const);
  return {
    titles: Object.fromEntries([...titles].sort(([one], [other]) => one.localeCompare(other))),
    song_id: values.songId,
    dancer_id: values.dancerId,
    owner_id: values.ownerId,
    difficulty: values.difficulty,
    tags: [...values.tags],
    section: startS === null || endS === null ? null : { start_s: startS, end_s: endS },
  };
}

/** Tags as they can be kept: no spaces or commas in one, none twice. */
export function tidyTags(typed: readonly string[]): readonly string[] {
  const words = typed.flatMap((tag) => tag.split(/[\s,]+/)).filter((tag) => tag !== "");
  return [...new Set(words)];
}

/** Languages that are offered; a class may have others. BCP 47. */
const OFFERED = ["ko", "en", "ja", "zh-Hans", "zh-Hant", "es", "fr", "de", "pt-BR", "vi", "th", "id"];

/** The languages that a class has no title in yet. */
export function languagesLeft(titles: readonly TitleRow[]): readonly string[] {
  return OFFERED.filter((tag) => !titles.some(({ language }) => language === tag));
}
