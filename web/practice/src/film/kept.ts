/** The films that are kept on this device: what there is, how to get at it, how to be rid of it. */

import type { Film } from "../graph/types";
import { lastOf } from "./journal";
import { mendFilm } from "./mending";
import {
  beingFilmed,
  fileOf,
  filesOf,
  hasPlace,
  idsOf,
  JOURNAL,
  lockOf,
  RECORDING,
  removeAll,
} from "./shelf";

/** A film and what it takes on the device, copies included. */
export interface KeptFilm {
  readonly film: Film;
  readonly bytes: number;
  /** It broke off, as the tab died: it ends early. */
  readonly isBroken: boolean;
}

/** All that are kept, the newest first. What a crash left is mended first; of what shows nothing nothing is kept. */
export async function keptFilms(): Promise<readonly KeptFilm[]> {
  if (!(await hasPlace())) return [];
  const kept: KeptFilm[] = [];
  // In this order: who films holds the lock before there is a folder.
  const ids = await idsOf();
  const busy = await beingFilmed();
  for (const id of ids) {
    if (busy.has(lockOf(id))) continue;
    const found = await keptOf(id);
    if (found) kept.push(found);
    else await removeAll(id).catch(() => undefined);
  }
  return kept.sort((one, other) => other.film.begunMs - one.film.begunMs);
}

async function keptOf(id: string): Promise<KeptFilm | null> {
  const files = await filesOf(id);
  if (!files.has(JOURNAL) || !files.get(RECORDING)) return null;
  const entry = lastOf(await (await fileOf(id, JOURNAL)).text());
  if (!entry) return null;
  // What cannot be mended now is not lost: it is shown as far as it is known.
  const film = entry.isWhole ? entry.film : await mendFilm(entry.film).catch(() => entry.film);
  if (!film) return null;
  const bytes = [...files.values()].reduce((sum, each) => sum + each, 0);
  return { film, bytes, isBroken: !entry.isWhole || entry.isBroken === true };
}

/** The film of that name as a player takes it, without sound; null where it is not kept. */
export async function filmOf(id: string): Promise<File | null> {
  try {
    const [recording, journal] = [await fileOf(id, RECORDING), await fileOf(id, JOURNAL)];
    const entry = lastOf(await journal.text());
    return entry && new File([recording], id, { type: entry.film.mime });
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotFoundError") return null;
    throw error;
  }
}

/** Of a film that is no more nothing is to be done. */
export async function removeFilm(id: string): Promise<void> {
  try {
    await removeAll(id);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "NotFoundError")) throw error;
  }
}
