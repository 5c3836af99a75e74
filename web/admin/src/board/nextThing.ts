/** The one thing to do next with a class: where it is done, or what the board can do at once. Pure. */
import type { Listed } from "./choosing";

export type Scope = "author" | "review" | "build" | "publish";
export type Deed = "retry" | "build" | "publish_staging";

/** `go`: a page on which it is done; `do`: one request does it; `nothing`: nothing, or only waiting. */
export type NextThing =
  | Readonly<{ kind: "go"; name: string; to: string; scope: Scope }>
  | Readonly<{ kind: "do"; name: string; deed: Deed; scope: Scope }>
  | Readonly<{ kind: "nothing" }>;

export function nextThing(listed: Pick<Listed, "slug" | "next" | "why">): NextThing {
  const page = `/classes/${listed.slug}`;
  switch (listed.next) {
    case "upload_take":
      return { kind: "go", name: "uploadTake", to: `${page}#files`, scope: "author" };
    case "upload_song":
      return { kind: "go", name: "uploadSong", to: `${page}#files`, scope: "author" };
    case "change_cover":
      return { kind: "go", name: "changeCover", to: page, scope: "author" };
    case "mark_beats":
      return { kind: "go", name: "markBeats", to: `${page}/beats`, scope: "author" };
    case "check_alignment":
      return { kind: "go", name: "checkAlignment", to: `${page}/alignment`, scope: "review" };
    case "build":
      return { kind: "do", name: "build", deed: "build", scope: "build" };
    case "retry":
      return { kind: "do", name: "retry", deed: "retry", scope: "build" };
    case "publish":
      return publishing(listed.why, page);
    case "wait":
    case "nothing":
      return { kind: "nothing" };
  }
}

/** Production is not one click away: its page shows first what will change. */
function publishing(why: Listed["why"], page: string): NextThing {
  const go = { kind: "go", to: `${page}/publish`, scope: "publish" } as const;
  if (why === "live_on_staging") return { ...go, name: "publishProduction" };
  if (why === "release_failed") return { ...go, name: "publishAgain" };
  return { kind: "do", name: "publishStaging", deed: "publish_staging", scope: "publish" };
}
