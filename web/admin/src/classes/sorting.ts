/** Dropped files sorted to the two places of a new class, by what is in them. */
import type { Dropped } from "../uploads/DropPlace";
import { kindOf, placeOf, TELLING_BYTES } from "../uploads/kinds";
import { lookAt, type Refusal } from "../uploads/looking";

export type Place = "take" | "song";
export type Placed = Readonly<{ place: Place; dropped: Dropped; refusal: Refusal | null }>;

/** Where each file belongs and whether it can be used there. What is neither is refused where its name says. */
export function sorted(files: readonly Dropped[]): Promise<readonly Placed[]> {
  return Promise.all(
    files.map(async (dropped) => {
      const first = new Uint8Array(await dropped.file.slice(0, TELLING_BYTES).arrayBuffer());
      const named = dropped.file.type.startsWith("audio/") ? "song" : "take";
      return placed(dropped, placeOf(kindOf(first)) ?? named);
    }),
  );
}

/** A file that a person put to that place. */
export async function placed(dropped: Dropped, place: Place): Promise<Placed> {
  return { place, dropped, refusal: await lookAt(dropped.file, place) };
}
