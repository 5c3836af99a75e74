/** The one thing to do next with a class, and where it is done. Pure: what the server calls `next`, as an address. */
import type { Shape } from "@eightcount/api";

export type Next = Shape<"ClassListed">["next"];
export type Room = "" | "alignment" | "beats" | "poses" | "publish" | "history";

export type NextThing =
  | Readonly<{ kind: "go"; to: string }>
  | Readonly<{ kind: "build" }>
  | Readonly<{ kind: "retry" }>
  | Readonly<{ kind: "none" }>;

const ROOM_OF: Partial<Record<Next, string>> = {
  upload_take: "#files",
  upload_song: "#files",
  change_cover: "#files",
  mark_beats: "/beats",
  check_alignment: "/alignment",
  wait: "/publish",
  publish: "/publish",
};

/** What the button of a class does. */
export function nextThing(slug: string, next: Next): NextThing {
  if (next === "build" || next === "retry") return { kind: next };
  const room = ROOM_OF[next];
  return room === undefined ? { kind: "none" } : { kind: "go", to: `/classes/${slug}${room}` };
}
