/** Which classes a view shows, in which order, and how many there are of each state. Pure. */
import type { Shape } from "@eightcount/api";
import { type ClassState, NOBODY, type Sort, STATES, type View } from "./view";

export type Listed = Shape<"ClassListed">;

/** A choice of a filter: an id and what people call it. */
export type Named = Readonly<{ value: string; label: string }>;

/** The title in that language, else in any. */
export function titleOf(listed: Pick<Listed, "titles" | "slug">, language: string): string {
  return listed.titles[language] ?? Object.values(listed.titles)[0] ?? listed.slug;
}

/** Seconds of active staff, all stages together. */
export function activeS(listed: Pick<Listed, "active_s">): number {
  return Object.values(listed.active_s).reduce((sum, seconds) => sum + seconds, 0);
}

/** Everything of the view but its states: the counts are of these. */
export function matching(classes: readonly Listed[], view: View): readonly Listed[] {
  const words = plain(view.words).split(/\s+/).filter(Boolean);
  return classes.filter(
    (one) =>
      (view.songId === null || one.song_id === view.songId) &&
      (view.dancerId === null || one.dancer_id === view.dancerId) &&
      (view.ownerId === null || (one.owner?.id ?? NOBODY) === view.ownerId) &&
      hasAll(one, words),
  );
}

export function inStates(classes: readonly Listed[], states: readonly ClassState[]): readonly Listed[] {
  return states.length === 0 ? classes : classes.filter((one) => states.includes(one.state));
}

export function counted(classes: readonly Listed[]): Readonly<Record<ClassState, number>> {
  const counts = { failed: 0, needs_take: 0, needs_beats: 0, building: 0, ready: 0, published: 0 };
  for (const one of classes) counts[one.state] += 1;
  return counts;
}

/** A new list in the order of the view; what is equal stays newest first. */
export function ordered(classes: readonly Listed[], view: View, language: string): readonly Listed[] {
  const collator = new Intl.Collator(language, { numeric: true });
  const sign = view.descending ? -1 : 1;
  const keyed = classes.map((one) => ({ one, key: keyOf(one, view.sort, language) }));
  keyed.sort((a, b) => sign * compared(a.key, b.key, collator) || (a.one.id < b.one.id ? 1 : -1));
  return keyed.map(({ one }) => one);
}

/** The songs of these classes, each once, by name. */
export function songsOf(classes: readonly Listed[], language: string): readonly Named[] {
  return named(
    classes.map((one) => ({ value: one.song_id, label: `${one.song_title} · ${one.song_artist}` })),
    language,
  );
}

export function dancersOf(classes: readonly Listed[], language: string): readonly Named[] {
  return named(
    classes.map((one) => ({ value: one.dancer_id, label: one.dancer_name })),
    language,
  );
}

export function ownersOf(classes: readonly Listed[], language: string): readonly Named[] {
  return named(
    classes.flatMap(({ owner }) => (owner === null ? [] : [{ value: owner.id, label: owner.name }])),
    language,
  );
}

function named(all: readonly Named[], language: string): readonly Named[] {
  const once = [...new Map(all.map((one) => [one.value, one])).values()];
  return once.sort((a, b) => a.label.localeCompare(b.label, language, { numeric: true }));
}

function hasAll(one: Listed, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = textOf(one);
  return words.every((word) => text.includes(word));
}

const texts = new WeakMap<Listed, string>();

/** What a search looks into, made once for each class as it came from the server. */
function textOf(one: Listed): string {
  const kept = texts.get(one);
  if (kept !== undefined) return kept;
  const said = [
    one.slug,
    ...Object.values(one.titles),
    one.song_title,
    one.song_artist,
    one.dancer_name,
    one.owner?.name ?? "",
    ...one.tags,
  ];
  const text = plain(said.join("\n"));
  texts.set(one, text);
  return text;
}

/** As a search compares: small letters, no accents, Hangul composed. */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .toLowerCase();
}

function keyOf(one: Listed, sort: Sort, language: string): string | number {
  switch (sort) {
    case "title":
      return titleOf(one, language);
    case "song":
      return `${one.song_title} ${one.song_artist}`;
    case "dancer":
      return one.dancer_name;
    case "state":
      return STATES.indexOf(one.state);
    case "owner":
      return one.owner?.name ?? "";
    case "minutes":
      return activeS(one);
    case "updated":
      return Date.parse(one.updated_at);
  }
}

function compared(a: string | number, b: string | number, collator: Intl.Collator): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a), String(b));
}
