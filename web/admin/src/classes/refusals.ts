/** What the server's steps said of the files of a class, told at the file that is to blame. Pure. */
import type { ClassRow } from "./useClass";

type Blamed = "take" | "song" | "cover";

const TO_BLAME: Readonly<Record<string, Blamed>> = {
  "take-unusable": "take",
  "take-not-heard": "take",
  "dancer-not-seen": "take",
  "song-unusable": "song",
  "song-not-found": "song",
  "cover-unusable": "cover",
};

/** The first sentence for each file; none once the class does not stand failed any more, as after a new file. */
export function refusalsOf(row: Pick<ClassRow, "build" | "state">): Readonly<Record<Blamed, string | null>> {
  const failed =
    row.state === "failed" ? (row.build?.steps ?? []).filter((step) => step.state === "failed") : [];
  const of = (blamed: Blamed) => failed.find((step) => TO_BLAME[step.code] === blamed)?.sentence ?? null;
  return { take: of("take"), song: of("song"), cover: of("cover") };
}
