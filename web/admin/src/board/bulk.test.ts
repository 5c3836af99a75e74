import { describe, expect, it } from "vitest";
import { aClass } from "./aClass";
import { type Action, again, ended, planned, tally, withOutcome } from "./bulk";
import type { Listed } from "./choosing";

const PUBLISH = { kind: "publish", channel: "production" } as const;
const STAGE = { kind: "publish", channel: "staging" } as const;

function left(given: Partial<Listed>, action: Action): string | null {
  const [item] = planned([aClass({ id: "1", ...given })], action);
  return item?.outcome.state === "skipped" ? item.outcome.reason : null;
}

describe("a plan leaves alone", () => {
  it.each<[Partial<Listed>, Action, string | null]>([
    [{ state: "failed", next: "retry", why: "failed" }, { kind: "retry" }, null],
    [{ state: "failed", next: "upload_take", why: "failed" }, { kind: "retry" }, "needsAnother"],
    [{ state: "ready" }, { kind: "retry" }, "notFailed"],
    [{ state: "ready", next: "build" }, { kind: "rebuild" }, null],
    [{ state: "published", next: "nothing" }, { kind: "rebuild" }, null],
    [{ state: "building", next: "wait" }, { kind: "rebuild" }, "isBuilding"],
    [{ state: "needs_take", next: "upload_take" }, { kind: "rebuild" }, "needsTake"],
    [{ state: "needs_take", next: "upload_song" }, { kind: "rebuild" }, "needsSong"],
    [{ state: "needs_beats", next: "mark_beats" }, STAGE, "needsBeats"],
    [{ next: "publish", why: "built" }, STAGE, null],
    [{ next: "publish", why: "built" }, PUBLISH, "notOnStaging"],
    [{ next: "publish", why: "live_on_staging", live_on: ["staging"] }, PUBLISH, null],
    [{ next: "publish", why: "live_on_staging", live_on: ["staging"] }, STAGE, "isLive"],
    [{ next: "publish", why: "newer_pack", live_on: ["production", "staging"] }, PUBLISH, "notOnStaging"],
    [{ next: "publish", why: "release_failed", live_on: ["staging"], state: "failed" }, PUBLISH, null],
    [{ next: "check_alignment", why: "alignment_to_check" }, STAGE, "needsCheck"],
    [{ next: "build", why: "live_changed", state: "published" }, STAGE, "needsBuild"],
    [{ next: "wait", why: "releasing" }, STAGE, "onItsWay"],
    [{ next: "nothing", why: "live", live_on: ["production"] }, PUBLISH, "isLive"],
    [{ owner: { id: "a", name: "A" } }, { kind: "assign", ownerId: "a", ownerName: "A" }, "hasThatOwner"],
    [{ owner: { id: "a", name: "A" } }, { kind: "assign", ownerId: "b", ownerName: "B" }, null],
  ])("%j for %j: %s", (given, action, reason) => {
    expect(left(given, action)).toBe(reason);
  });
});

it("tells of every class, and tries only the failed ones again", () => {
  const classes = ["1", "2", "3"].map((id) => aClass({ id, state: "ready", next: "build" }));
  const building = aClass({ id: "4", state: "building", next: "wait" });
  let items = planned([...classes, building], { kind: "rebuild" });
  expect(tally(items)).toEqual({ skipped: 1, waiting: 3, running: 0, done: 0, failed: 0 });
  items = withOutcome(items, "1", { state: "done" });
  items = withOutcome(items, "2", { state: "failed", sentence: "No room." });
  expect(items.map(({ listed, outcome }) => [listed.id, outcome.state])).toEqual([
    ["1", "done"],
    ["2", "failed"],
    ["3", "waiting"],
    ["4", "skipped"],
  ]);
  const next = again(withOutcome(items, "3", { state: "done" }));
  expect(next.map(({ outcome }) => outcome.state)).toEqual(["done", "waiting", "done", "skipped"]);
});

it("says of what was not begun that it was stopped", () => {
  const items = planned([aClass({ id: "1" }), aClass({ id: "2" })], { kind: "rebuild" });
  const over = ended(withOutcome(items, "1", { state: "done" }));
  expect(over.map(({ outcome }) => outcome)).toEqual([
    { state: "done" },
    { state: "skipped", reason: "stopped" },
  ]);
});
