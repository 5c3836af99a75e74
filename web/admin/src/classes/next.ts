/**
 * The one thing to do next with a class: what its button says, where it is done, or what one request does.
 * Pure: what the server calls `next` and `why`. The board and the page of a class both go by it.
 */
import type { Shape } from "@eightcount/api";

type Standing = Pick<Shape<"ClassListed">, "slug" | "next" | "why" | "problems" | "judged">;
export type Room = "" | "alignment" | "beats" | "poses" | "publish" | "tuning" | "history";
export type Scope = "author" | "review" | "build" | "publish";
export type Deed = "retry" | "build" | "publish_staging";

/**
 * `go`: a page on which it is done; `do`: one request does it, and that page shows more of it;
 * `watch`: it goes on by itself, on that page; `nothing`: nothing. `name` is a word under `board:next`.
 */
type NextThing =
  | Readonly<{ kind: "go"; name: string; to: string; scope: Scope }>
  | Readonly<{ kind: "do"; name: string; to: string; scope: Scope; deed: Deed }>
  | Readonly<{ kind: "watch"; name: string; to: string }>
  | Readonly<{ kind: "nothing" }>;

/** What the button of a class does. */
export function nextThing(standing: Standing): NextThing {
  const { slug, next, why } = standing;
  const page = `/classes/${slug}`;
  switch (next) {
    case "upload_take":
      return { kind: "go", name: "uploadTake", to: `${page}#files`, scope: "author" };
    case "upload_song":
      return { kind: "go", name: "uploadSong", to: `${page}#files`, scope: "author" };
    case "change_cover":
      return { kind: "go", name: "changeCover", to: `${page}#files`, scope: "author" };
    case "mark_beats":
      return { kind: "go", name: "markBeats", to: `${page}/beats`, scope: "author" };
    case "check_alignment":
      return { kind: "go", name: "checkAlignment", to: `${page}/alignment`, scope: "review" };
    case "build":
      return { kind: "do", name: "build", to: `${page}/publish`, scope: "build", deed: "build" };
    case "retry":
      return { kind: "do", name: "retry", to: `${page}/publish`, scope: "build", deed: "retry" };
    case "publish":
      return publishing(standing, `${page}/publish`);
    case "wait":
      return {
        kind: "watch",
        name: why === "releasing" ? "watchRelease" : "watchBuild",
        to: `${page}/publish`,
      };
    case "nothing":
      return { kind: "nothing" };
  }
}

/** Of the problems of a class those that are told before it goes out, as it can hardly be judged. */
const TOLD_BEFORE: ReadonlySet<string> = new Set([
  "cannot_be_judged",
  "class_not_seen",
  "parts_not_seen",
  "parts_not_told_apart",
  "poses_doubted",
  "parts_told_by_little",
  "parts_hardly_move",
  "late_alike",
  "joints_hidden",
]);

/** Production is not one click away, nor what can hardly be judged or of which that is not known: the page shows
 * first what to know. */
function publishing({ why, problems, judged }: Standing, to: string): NextThing {
  if (why === "live_on_staging") return { kind: "go", name: "publishProduction", to, scope: "publish" };
  if (why === "release_failed") return { kind: "go", name: "publishAgain", to, scope: "publish" };
  if (!judged || problems.some(({ code }) => TOLD_BEFORE.has(code)))
    return { kind: "go", name: "publishStaging", to, scope: "publish" };
  return { kind: "do", name: "publishStaging", to, scope: "publish", deed: "publish_staging" };
}
