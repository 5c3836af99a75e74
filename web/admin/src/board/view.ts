/**
 * What the board shows, as its address says it: a view can be shared, and survives a reload.
 * Knows no classes and no server.
 */
import type { Shape } from "@eightcount/api";

export type ClassState = Shape<"ClassListed">["state"];

/** On the way to the phones, in order. */
export const STATES = ["failed", "needs_take", "needs_beats", "building", "ready", "published"] as const;

export const SORTS = ["title", "song", "dancer", "state", "owner", "minutes", "updated"] as const;
export type Sort = (typeof SORTS)[number];

/** Of whom a class is: an account, or nobody. */
export const NOBODY = "nobody";

export type View = Readonly<{
  words: string;
  states: readonly ClassState[];
  songId: string | null;
  dancerId: string | null;
  ownerId: string | null;
  sort: Sort;
  descending: boolean;
}>;

export const WHOLE: View = {
  words: "",
  states: [],
  songId: null,
  dancerId: null,
  ownerId: null,
  sort: "updated",
  descending: true,
};

/** The view that an address asks for; what it says wrongly is left out. */
export function viewOf(address: URLSearchParams): View {
  const order = address.get("sort");
  const sort = SORTS.find((name) => name === order?.replace(/^-/, ""));
  const asked = address.getAll("state");
  return {
    words: address.get("q") ?? WHOLE.words,
    states: STATES.filter((state) => asked.includes(state)),
    songId: address.get("song"),
    dancerId: address.get("dancer"),
    ownerId: address.get("owner"),
    sort: sort ?? WHOLE.sort,
    descending: sort === undefined ? WHOLE.descending : (order?.startsWith("-") ?? false),
  };
}

/** The shortest address that asks for the view. */
export function addressOf(view: View): URLSearchParams {
  const address = new URLSearchParams();
  if (view.words.trim() !== "") address.set("q", view.words);
  for (const state of STATES) if (view.states.includes(state)) address.append("state", state);
  if (view.songId !== null) address.set("song", view.songId);
  if (view.dancerId !== null) address.set("dancer", view.dancerId);
  if (view.ownerId !== null) address.set("owner", view.ownerId);
  if (view.sort !== WHOLE.sort || view.descending !== WHOLE.descending) {
    address.set("sort", `${view.descending ? "-" : ""}${view.sort}`);
  }
  return address;
}

export function isFiltered(view: View): boolean {
  const { words, states, songId, dancerId, ownerId } = view;
  return words.trim() !== "" || states.length > 0 || [songId, dancerId, ownerId].some((id) => id !== null);
}

/** The view without its filters, in the same order. */
export function unfiltered(view: View): View {
  return { ...WHOLE, sort: view.sort, descending: view.descending };
}

export function withState(view: View, state: ClassState, wanted: boolean): View {
  const others = view.states.filter((one) => one !== state);
  return { ...view, states: STATES.filter((one) => others.includes(one) || (wanted && one === state)) };
}

/** Sorted by that column; the other way round when it is sorted by it already. */
export function sortedBy(view: View, sort: Sort): View {
  const descending = view.sort === sort ? !view.descending : sort === "updated" || sort === "minutes";
  return { ...view, sort, descending };
}
