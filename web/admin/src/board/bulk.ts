/**
 * One action on many classes: what it will do with each, and how each came out. Pure; asking the server is
 * `asking.ts`. Every class is told of, also those that the action leaves alone.
 */
import type { Listed } from "./choosing";

export type Action =
  | Readonly<{ kind: "assign"; ownerId: string | null; ownerName: string }>
  | Readonly<{ kind: "retry" }>
  | Readonly<{ kind: "rebuild" }>
  | Readonly<{ kind: "publish"; channel: "staging" | "production" }>;

/** Why an action leaves a class alone: a word of the board's words. */
export type Reason =
  | "hasThatOwner"
  | "notFailed"
  | "needsAnother"
  | "needsTake"
  | "needsSong"
  | "needsBeats"
  | "isBuilding"
  | "onItsWay"
  | "needsBuild"
  | "needsCheck"
  | "isLive"
  | "notOnStaging"
  | "stopped";

export type Outcome =
  | Readonly<{ state: "skipped"; reason: Reason }>
  | Readonly<{ state: "waiting" | "running" | "done" }>
  | Readonly<{ state: "failed"; sentence: string }>;

export type Item = Readonly<{ listed: Listed; outcome: Outcome }>;
export type Tally = Readonly<Record<Outcome["state"], number>>;

/** What will happen, for each class in its order. */
export function planned(classes: readonly Listed[], action: Action): readonly Item[] {
  return classes.map((listed) => {
    const reason = leftAlone(listed, action);
    return { listed, outcome: reason === null ? { state: "waiting" } : { state: "skipped", reason } };
  });
}

/** The list with one class's new outcome. */
export function withOutcome(items: readonly Item[], id: string, outcome: Outcome): readonly Item[] {
  return items.map((item) => (item.listed.id === id ? { ...item, outcome } : item));
}

/** What failed, to be tried again; everything else as it is. */
export function again(items: readonly Item[]): readonly Item[] {
  return items.map((item) =>
    item.outcome.state === "failed" ? { ...item, outcome: { state: "waiting" } } : item,
  );
}

/** After the last one: what was not begun was stopped. */
export function ended(items: readonly Item[]): readonly Item[] {
  return items.map((item) =>
    item.outcome.state === "waiting" ? { ...item, outcome: { state: "skipped", reason: "stopped" } } : item,
  );
}

export function tally(items: readonly Item[]): Tally {
  const counts = { skipped: 0, waiting: 0, running: 0, done: 0, failed: 0 };
  for (const { outcome } of items) counts[outcome.state] += 1;
  return counts;
}

function leftAlone(listed: Listed, action: Action): Reason | null {
  switch (action.kind) {
    case "assign":
      return (listed.owner?.id ?? null) === action.ownerId ? "hasThatOwner" : null;
    case "retry":
      return whyNoRetry(listed);
    case "rebuild":
      return lacking(listed);
    case "publish":
      return whyNotPublished(listed, action.channel);
  }
}

function whyNoRetry(listed: Listed): Reason | null {
  if (listed.state !== "failed") return "notFailed";
  return listed.next === "retry" ? null : "needsAnother";
}

function whyNotPublished(listed: Listed, channel: "staging" | "production"): Reason | null {
  const lacks = lacking(listed);
  if (lacks !== null) return lacks;
  if (listed.next === "wait") return "onItsWay";
  if (listed.next === "check_alignment") return "needsCheck";
  if (listed.next === "nothing") return "isLive";
  if (listed.next !== "publish") return "needsBuild";
  const isTried = listed.why === "live_on_staging";
  if (channel === "staging") return isTried ? "isLive" : null;
  // What failed on its way to production was on staging before.
  return isTried || (listed.why === "release_failed" && listed.live_on.includes("staging"))
    ? null
    : "notOnStaging";
}

function lacking(listed: Listed): Reason | null {
  if (listed.state === "building") return "isBuilding";
  if (listed.next === "upload_take") return "needsTake";
  if (listed.next === "upload_song") return "needsSong";
  if (listed.next === "mark_beats") return "needsBeats";
  return null;
}
