import { expect, test } from "vitest";
import { NetError } from "../app/models";
import { PoseError } from "../pose/asking";
import {
  afterNothing,
  brokenBy,
  CHECK,
  COUNTDOWN,
  countedDown,
  DANCING,
  ENDING,
  isBeginning,
  isChecking,
  isDone,
  isUnderWay,
  isWatched,
  type Phase,
  playedOn,
  STALLED,
  stoodStill,
} from "./phase";

const KEPT: Phase = { at: "kept", id: "1" };

test("the countdown goes down to one, and then it is danced", () => {
  const left: number[] = [];
  for (let now: Phase | null = COUNTDOWN; now?.at === "counting"; now = countedDown(now.left))
    left.push(now.left);
  expect(left).toEqual([3, 2, 1]);
});

test("a class that stands still while it is danced is ending, and goes on where it plays again", () => {
  expect(stoodStill(DANCING)).toEqual(ENDING);
  expect(playedOn(ENDING)).toEqual(DANCING);
});

test.each([CHECK, STALLED, KEPT])("a class that stands or plays changes nothing of $at", (now) => {
  expect(stoodStill(now)).toBe(now);
  expect(playedOn(now)).toBe(now);
});

test("only what was danced is ended with a result; before it is given up", () => {
  expect([CHECK, { at: "waiting" } as const, COUNTDOWN, DANCING, STALLED, ENDING].map(isUnderWay)).toEqual([
    false,
    false,
    false,
    true,
    true,
    false,
  ]);
  expect(isBeginning(COUNTDOWN)).toBe(true);
  expect(isBeginning(DANCING)).toBe(false);
  expect(isChecking(COUNTDOWN)).toBe(false);
});

test("what broke is named by what was missing, the class before all", () => {
  expect(brokenBy(new PoseError("no memory"), false)).toEqual({ at: "broken", what: "poses" });
  expect(brokenBy(new NetError("no network"), false)).toEqual({ at: "broken", what: "net" });
  expect(brokenBy(new TypeError("no pictures"), false)).toEqual({ at: "broken", what: "other" });
  expect(brokenBy(new PoseError("no memory"), true)).toEqual({ at: "broken", what: "class" });
  expect(isDone(brokenBy(null, true))).toBe(true);
});

test("a practice that ended before anything was danced says why, and whoever ended it is back before it", () => {
  expect(afterNothing("memory")).toEqual({ at: "broken", what: "memory" });
  expect(afterNothing("class-stalled")).toEqual({ at: "broken", what: "class" });
  expect(afterNothing(null)).toEqual({ at: "broken", what: "other" });
  expect(afterNothing("stopped")).toBe(CHECK);
  expect(afterNothing("camera-lost")).toBe(CHECK);
});

test("the screen stays awake from the look at the body to the end, and not before what is broken or over", () => {
  for (const now of [CHECK, { at: "waiting" }, COUNTDOWN, DANCING, STALLED, ENDING] as const)
    expect(isWatched(now)).toBe(true);
  for (const now of [KEPT, brokenBy(null, false)]) expect(isWatched(now)).toBe(false);
});
