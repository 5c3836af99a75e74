/** Makes results of practices whose page died: scored from the poses that were kept, with the film that belongs to them. */

import type { Pack } from "@eightcount/runtime";
import { referenceOf, replay } from "@eightcount/runtime/scoring";
import { keptFilms } from "../film";
import type { BranchStats, Film, GraphStats } from "../graph/types";
import { keepDanced } from "./history";
import { posesOf, removeUnfinished, type Unfinished, unfinishedOnes } from "./unfinished";

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

/** How many results of a class were found again. Those of another revision cannot be scored any more. */
export async function rescue(classId: string, load: (classId: string) => Promise<Pack>): Promise<number> {
  const left = (await unfinishedOnes()).filter((each) => each.classId === classId);
  let found = 0;
  for (const each of left) {
    if (await navigator.locks.request(`rescue-${each.id}`, { ifAvailable: true }, taken(each, load))) found++;
  }
  return found;
}

/** Once, though two tabs should try. */
function taken(one: Unfinished, load: (classId: string) => Promise<Pack>) {
  return async (lock: Lock | null): Promise<boolean> => {
    if (!lock) return false;
    const { posesAtS, poses } = await posesOf(one.id);
    const pack = await load(one.classId);
    const canBeScored = posesAtS.length >= FEWEST && pack.manifest.revision === one.revision;
    if (canBeScored) {
      const { id, width, height, ...about } = one;
      const { parts, speed } = about.wishes;
      const options = { parts, speed, classId: one.classId };
      const sheet = replay(referenceOf(pack.routine, pack.poses), posesAtS, poses, width, height, options);
      const film = await filmOfThen(one);
      await keepDanced({ sheet, film, interrupted: "closed", stats: STATS, posesAtS, poses }, about);
    }
    await removeUnfinished(one.id);
    return canBeScored;
  };
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
