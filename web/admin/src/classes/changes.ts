/** What differs between two readings of a class, field by field. Pure. */
import type { Shape } from "@eightcount/api";

type Row = Shape<"ClassShown">;

/** The fields that people edit. */
export const EDITED = [
  "titles",
  "song_id",
  "dancer_id",
  "difficulty",
  "tags",
  "section",
  "take",
  "cover",
  "owner",
] as const;
export type EditedField = (typeof EDITED)[number];
export type FieldChange = Readonly<{ field: EditedField; from: string; to: string }>;

const NONE = "–";

/** Every edited field that differs, in words that need no look at the row. */
export function changesBetween(before: Partial<Row>, after: Partial<Row>): readonly FieldChange[] {
  return EDITED.flatMap((field) => {
    const [from, to] = [WORDED[field](before), WORDED[field](after)];
    return from === to ? [] : [{ field, from, to }];
  });
}

const WORDED: Readonly<Record<EditedField, (row: Partial<Row>) => string>> = {
  titles: (row) => Object.values(row.titles ?? {}).join(" · "),
  song_id: (row) => row.song_title ?? "",
  dancer_id: (row) => row.dancer_name ?? "",
  difficulty: (row) => String(row.difficulty ?? ""),
  tags: (row) => (row.tags ?? []).join(", "),
  section: (row) => (row.section ? `${row.section.start_s}–${row.section.end_s} s` : NONE),
  take: (row) => row.take?.slice(0, 8) ?? NONE,
  cover: (row) => row.cover?.slice(0, 8) ?? NONE,
  owner: (row) => row.owner?.name ?? NONE,
};
