/** What becomes of a file that has arrived: it is named in its row, and the class is built as far as it can be. */
import { api, ProblemError, told } from "@eightcount/api";
import { queries } from "../app/queries";
import type { Goal } from "./item";

/** Only the one field is given, so whatever else somebody edits meanwhile stays. */
const WHATEVER_IS_THERE = { "if-match": "*" } as const;

/** Name the file in its row. @throws ProblemError, UnreachableError */
export async function attach(goal: Goal, sha256: string): Promise<void> {
  const header = WHATEVER_IS_THERE;
  if (goal.kind === "sound") {
    const path = { id: goal.songId };
    await told(api.PATCH("/api/v1/songs/{id}", { params: { path, header }, body: { sound: sha256 } }));
  } else if (goal.kind === "picture") {
    const path = { id: goal.dancerId };
    await told(api.PATCH("/api/v1/dancers/{id}", { params: { path, header }, body: { picture: sha256 } }));
  } else {
    const path = { class_name: goal.slug };
    const body = goal.kind === "take" ? { take: sha256 } : { cover: sha256 };
    await told(api.PATCH("/api/v1/classes/{class_name}", { params: { path, header }, body }));
  }
  if ((goal.kind === "take" || goal.kind === "sound") && goal.slug !== null) await buildWhatCanBe(goal.slug);
  await Promise.all(
    ["class", "classes", "songs", "song", "dancers", "dancer"].map((noun) =>
      queries.invalidateQueries({ queryKey: [noun] }),
    ),
  );
}

/**
 * Start a build of a class that has take and song, so that sound and poses are found while a person marks the
 * beats. One who may not build leaves that to somebody who may.
 */
async function buildWhatCanBe(slug: string): Promise<void> {
  const path = { class_name: slug };
  const row = await told(api.GET("/api/v1/classes/{class_name}", { params: { path } }));
  if (row.next === "upload_take" || row.next === "upload_song") return;
  try {
    await told(api.POST("/api/v1/classes/{class_name}/builds", { params: { path }, body: {} }));
  } catch (error) {
    if (!(error instanceof ProblemError) || (error.status !== 403 && error.status !== 409)) throw error;
  }
}
