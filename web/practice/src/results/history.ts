/**
 * Results of practices as they are kept on the device, and nowhere else. Each is written whole before it is shown, so
 * that no crash afterwards loses it; what was running when the page died is kept by `unfinished.ts`.
 */

import type { Sheet } from "@eightcount/runtime/scoring";
import { readSheet, sheetToJson } from "@eightcount/runtime/scoring";
import type { Danced, Film, GraphStats, Interruption, NotFilmed, Wishes } from "../graph/types";
import { rooms } from "./rooms";

/** How and of what a practice was danced, beside what came of it. */
export interface About {
  readonly classId: string;
  readonly revision: number;
  readonly wishes: Wishes;
  /** `Date.now()`. */
  readonly atMs: number;
}

/** A line of the history: enough for a list and a trend. */
export interface Kept extends About {
  readonly id: string;
  /** Null: too little was seen to be scored. */
  readonly score: number | null;
  readonly medal: Sheet["total"]["medal"];
  readonly interrupted: Interruption | null;
  readonly film: Film | null;
  /** Not there in results of earlier versions of the app. */
  readonly notFilmed?: NotFilmed | null;
}

/** All that a result page shows. */
export interface Result {
  readonly kept: Kept;
  readonly danced: Danced;
}

/** What is large or needed on the result's page alone. */
export interface Details {
  readonly id: string;
  /** The sheet as its file, which any later version reads. */
  readonly sheet: Uint8Array;
  readonly stats: GraphStats;
  readonly posesAtS: Float64Array;
  readonly poses: Float32Array;
}

/** The device has no room left for a result, or keeps nothing at all. */
export class ResultNotKept extends Error {
  override readonly name = "ResultNotKept";
}

/** Keeps a result; its id. Throws `ResultNotKept` where the device has no room or keeps nothing. */
export async function keepDanced(danced: Danced, about: About): Promise<string> {
  const id = crypto.randomUUID();
  const { score, medal } = danced.sheet.total;
  const { film, notFilmed, interrupted, sheet, stats, posesAtS, poses } = danced;
  try {
    const work = (await rooms()).transaction(["kept", "details"], "readwrite");
    await Promise.all([
      work.objectStore("details").put({ id, sheet: sheetToJson(sheet), stats, posesAtS, poses }),
      work.objectStore("kept").put({ ...about, id, score, medal, interrupted, film, notFilmed }),
      work.done,
    ]);
  } catch (error) {
    throw new ResultNotKept("The result could not be kept on this device.", { cause: error });
  }
  return id;
}

/** A result; null where there is none of that id. */
export async function resultOf(id: string): Promise<Result | null> {
  const database = await rooms();
  const [kept, details] = await Promise.all([database.get("kept", id), database.get("details", id)]);
  if (!kept || !details) return null;
  const { stats, posesAtS, poses } = details;
  const { film, notFilmed = null, interrupted } = kept;
  const sheet = readSheet(details.sheet);
  return { kept, danced: { sheet, film, notFilmed, interrupted, stats, posesAtS, poses } };
}

/** A class's results, oldest first. */
export async function resultsOf(classId: string): Promise<readonly Kept[]> {
  const found = await (await rooms()).getAllFromIndex("kept", "class", classId);
  return found.sort((one, other) => one.atMs - other.atMs);
}

export async function removeResult(id: string): Promise<void> {
  const work = (await rooms()).transaction(["kept", "details"], "readwrite");
  await Promise.all([work.objectStore("kept").delete(id), work.objectStore("details").delete(id), work.done]);
}

/** Takes a film's mention away, where the film itself was deleted. */
export async function forgetFilm(id: string): Promise<void> {
  const work = (await rooms()).transaction("kept", "readwrite");
  const kept = await work.store.get(id);
  if (kept) await work.store.put({ ...kept, film: null });
  await work.done;
}
