/** A class for tests, as the server lists one. */
import type { Listed } from "./choosing";

export function aClass(given: Partial<Listed> & Readonly<{ id: string }>): Listed {
  return {
    created_at: "2026-11-22T13:10:00Z",
    created_by: "cli",
    version: 1,
    updated_at: "2026-11-22T13:10:00Z",
    slug: `class-${given.id}`,
    titles: { en: `Class ${given.id}` },
    song_id: "song",
    song_title: "Blue Monday Steps",
    song_artist: "The Eights",
    dancer_id: "dancer",
    dancer_name: "Mina",
    difficulty: 3,
    tags: [],
    section: null,
    take: null,
    cover: null,
    owner: null,
    thumbnail: null,
    state: "ready",
    sentence: "Take, song and beats are there. Build the class.",
    why: "unbuilt",
    next: "build",
    problems: [],
    judged: false,
    beats_revision: 1,
    live_on: [],
    open_by: [],
    active_s: {},
    ...given,
  };
}
