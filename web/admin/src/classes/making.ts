/** A class of two files: the rows that lack are made, then the files go on their way by themselves. */
import { api, ProblemError, told } from "@eightcount/api";
import type { Picked } from "../catalogue/PickOrMake";
import { nextSlug } from "../catalogue/proposals";
import type { Dropped } from "../uploads/DropPlace";
import { startUpload } from "../uploads/desk";

export type Wanted = Readonly<{
  title: string;
  language: string;
  slug: string;
  /** The slug was proposed, not typed: where it is taken, the next one will do. */
  slugProposed: boolean;
  song: Picked;
  artist: string;
  dancer: Picked;
  take: Dropped | null;
  sound: Dropped | null;
}>;

/** Rows that were made for this form already, so that sending it again makes no second song. */
export type MadeRows = Map<string, string>;

const MOST_SLUGS = 50;

/** Make the class and start its uploads; gives its slug. @throws ProblemError, UnreachableError */
export async function makeClass(wanted: Wanted, made: MadeRows): Promise<string> {
  const songId = await songOf(wanted, made);
  const dancerId = await dancerOf(wanted, made);
  const slug = await classOf(wanted, songId, dancerId);
  const { take, sound } = wanted;
  if (sound !== null && !(await hasSound(songId)))
    void startUpload(sound.file, { kind: "sound", songId, slug }, await sound.handle);
  if (take !== null) void startUpload(take.file, { kind: "take", slug }, await take.handle);
  return slug;
}

/** A song that has its sound keeps it: other classes are made upon it. */
async function hasSound(id: string): Promise<boolean> {
  return (await told(api.GET("/api/v1/songs/{id}", { params: { path: { id } } }))).sound !== null;
}

function songOf({ song, artist }: Wanted, made: MadeRows): Promise<string> {
  if (song.kind === "known") return Promise.resolve(song.id);
  return once(made, `song ${song.label} ${artist}`, async () => {
    const body = { title: song.label, artist, licence: "" };
    return (await told(api.POST("/api/v1/songs", { body }))).id;
  });
}

function dancerOf({ dancer }: Wanted, made: MadeRows): Promise<string> {
  if (dancer.kind === "known") return Promise.resolve(dancer.id);
  return once(made, `dancer ${dancer.label}`, async () => {
    const body = { name: dancer.label, profile: "" };
    return (await told(api.POST("/api/v1/dancers", { body }))).id;
  });
}

async function once(made: MadeRows, what: string, make: () => Promise<string>): Promise<string> {
  const id = made.get(what) ?? (await make());
  made.set(what, id);
  return id;
}

async function classOf(wanted: Wanted, song_id: string, dancer_id: string): Promise<string> {
  const titles = { [wanted.language]: wanted.title };
  let slug = wanted.slug;
  for (let tries = 0; ; tries += 1) {
    try {
      const body = { slug, titles, song_id, dancer_id, difficulty: 3 };
      return (await told(api.POST("/api/v1/classes", { body }))).slug;
    } catch (error) {
      const taken = error instanceof ProblemError && error.code === "slug-taken";
      if (!taken || !wanted.slugProposed || tries >= MOST_SLUGS) throw error;
      slug = nextSlug(slug);
    }
  }
}
