/** What happened to the class, newest first, as the server's log of changes tells it. */
import { api, type Shape, told } from "@eightcount/api";
import { useInfiniteQuery } from "@tanstack/react-query";

export type Entry = Shape<"AuditEntryShown">;
type Day = Readonly<{ day: string; entries: readonly Entry[] }>;

const PAGE = 50;

export function useHistory(slug: string) {
  return useInfiniteQuery({
    queryKey: ["history", slug],
    queryFn: ({ pageParam }) =>
      told(
        api.GET("/api/v1/audit", {
          params: {
            query: { class: slug, limit: PAGE, ...(pageParam === null ? {} : { after: pageParam }) },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** Entries by the day on which they happened, where the person is; both stay in their order. */
export function byDay(entries: readonly Entry[], format: Intl.DateTimeFormat): readonly Day[] {
  const days: { day: string; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const day = format.format(new Date(entry.at));
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

/** The revisions of beats between which an entry changed them; null for other entries. */
export function beatsChanged(entry: Entry): Readonly<{ from: number; to: number }> | null {
  const revision = entry.changes.find(({ field }) => field === "revision");
  if (entry.noun !== "beats" || typeof revision?.to !== "number") return null;
  return { from: typeof revision.from === "number" ? revision.from : 0, to: revision.to };
}

/** What says nothing to a person: ids of packs, and that a build which is now over began by running. */
const FOR_PROGRAMS = [
  "release pack_id",
  "build state",
  "practice manifest_sha256",
  "practice poses_sha256",
  "practice video_sha256",
];

/** Whether a change says something: empty notes and lists of a new thing do not. */
export function worthTelling(entry: Entry, change: Entry["changes"][number]): boolean {
  if (entry.action === "create" && FOR_PROGRAMS.includes(`${entry.noun} ${change.field}`)) return false;
  return short(change.from) !== "" || !["", "[]", "{}"].includes(short(change.to));
}

/** A value of the log in few characters; a moment to the minute, as the log has it: UTC. */
export function short(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string" && MOMENT.test(value)) return `${value.slice(0, 16).replace("T", " ")} UTC`;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)} …` : text;
}

const MOST_CHARS = 60;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/;
