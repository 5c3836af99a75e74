/** Makes results of practices whose page died: scored from the poses that were kept, with the film that belongs to them. */

import type { Pack } from "@eightcount/runtime";
import { referenceOf, replay, type Sheet } from "@eightcount/runtime/scoring";
import { keptFilms } from "../film";
import type { BranchStats, Film, GraphStats } from "../graph/types";
import { keepDanced } from "./history";
import { type Moments, posesOf, removeUnfinished, type Unfinished, unfinishedOnes } from "./unfinished";

/** Fewer poses than of about a second are no practice: somebody went away before it began. */
const FEWEST = 10;
/** A film begins when its practice does. */
const TOGETHER_MS = 15_000;
const UNKNOWN: BranchStats = { came: 0, done: 0, dropped: 0, medianLatencyMs: null, worstLatencyMs: null };
const STATS: GraphStats = {
  class: UNKNOWN,
  preview: UNKNOWN,
  overlay: UNKNOWN,
  pose: UNKNOWN,
  scoring: UNKNOWN,
  recording: UNKNOWN,
};

/** `found`: it is a result now; `lost`: the class has another revision, by which it cannot be scored; `nothing`: see `FEWEST`. */
export type Fate = "found" | "lost" | "nothing";

/** What becomes of a practice of a revision, with so many poses, now that the class has another or the same one. */
export function fateOf(poses: number, revision: number, present: number): Fate {
  if (poses < FEWEST) return "nothing";
  return revision === present ? "found" : "lost";
}

/** How many practices of a class were lost: whoever danced them is to be told. Those that were found are kept. */
export async function rescue(classId: string, load: (classId: string) => Promise<Pack>): Promise<number> {
  const left = (await unfinishedOnes()).filter((each) => each.classId === classId);
  let lost = 0;
  for (const each of left) {
    const fate = await navigator.locks.request(`rescue-${each.id}`, { ifAvailable: true }, taken(each, load));
    if (fate === "lost") lost++;
  }
  return lost;
}

/** Once, though two tabs should try. */
function taken(one: Unfinished, load: (classId: string) => Promise<Pack>) {
  return async (lock: Lock | null): Promise<Fate> => {
    if (!lock) return "nothing";
    const { posesAtS, poses } = await posesOf(one.id);
    const pack = await load(one.classId);
    const fate = fateOf(posesAtS.length, one.revision, pack.manifest.revision);
    if (fate === "found") {
      const { id, width, height, ...about } = one;
      const sheet = sheetOf(one, pack, { posesAtS, poses });
      const film = await filmOfThen(one);
      const left = { film, notFilmed: null, interrupted: "closed", stats: STATS } as const;
      await keepDanced({ sheet, ...left, posesAtS, poses }, about);
    }
    await removeUnfinished(one.id);
    return fate;
  };
}

/** As it would have been scored at its end. */
export function sheetOf(
  { width, height, wishes: { parts, speed }, classId }: Unfinished,
  { routine, poses: taught, manifestSha256 }: Pick<Pack, "routine" | "poses" | "manifestSha256">,
  { posesAtS, poses }: Pick<Moments, "posesAtS" | "poses">,
): Sheet {
  const options = { parts, speed, classId, manifest: manifestSha256 };
  return replay(referenceOf(routine, taught), posesAtS, poses, width, height, options);
}

async function filmOfThen({ classId, atMs, wishes }: Unfinished): Promise<Film | null> {
  if (!wishes.record) return null;
  const films = (await keptFilms()).map(({ film }) => film);
  const apart = (film: Film) => Math.abs(film.begunMs - atMs);
  const [nearest] = films
    .filter((film) => film.classId === classId && apart(film) < TOGETHER_MS)
    .sort((one, other) => apart(one) - apart(other));
  return nearest ?? null;
}
