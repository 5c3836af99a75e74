import { expect, test } from "vitest";
import { type Build, buildLeftS, lastTook, type Step, stepLeftS } from "./timeLeft";

const step = (given: Partial<Step>): Step => ({
  name: "probe",
  shard: "",
  state: "running",
  progress: 0,
  words: "",
  cached: false,
  attempt: 1,
  seconds: 0,
  sentence: "",
  code: "",
  detail: "",
  started_at: null,
  finished_at: null,
  ...given,
});
const build = (steps: Step[], state: Build["state"] = "running") => ({ state, steps }) as Build;

test("a step a quarter through needs three times what it took", () => {
  expect(stepLeftS(step({ progress: 0.25, seconds: 10 }), new Map())).toBe(30);
});

test("a step that has only begun needs what it took before", () => {
  expect(stepLeftS(step({ progress: 0.01, seconds: 2 }), new Map([["probe", 9]]))).toBe(7);
  expect(stepLeftS(step({ progress: 0.01, seconds: 2 }), new Map())).toBeNull();
});

test("what came out of the cache tells nothing of how long it takes", () => {
  const earlier = [
    build([step({ state: "done", cached: true, seconds: 0 })], "done"),
    build([step({ state: "done", seconds: 4 })], "done"),
    build([step({ state: "done", seconds: 8 })], "done"),
  ];
  expect(lastTook(earlier).get("probe")).toBe(4);
});

test("shards of a take run beside each other, as many as run now, and are joined then", () => {
  const running = build([
    step({ name: "pose_scan", shard: "1/3", progress: 0.5, seconds: 20 }),
    step({ name: "pose_scan", shard: "2/3", progress: 0.5, seconds: 20 }),
    step({ name: "pose_scan", shard: "3/3", state: "ready", seconds: null }),
    step({ name: "pose_extract", state: "waiting", seconds: null }),
  ]);
  const took = new Map([
    ["pose_scan", 40],
    ["pose_extract", 3],
  ]);
  expect(buildLeftS(running, took)).toBe(43);
});

test("poses and the other steps run beside each other", () => {
  const running = build([
    step({ name: "pose_extract", progress: 0.5, seconds: 20 }),
    step({ name: "audio_align", progress: 0.5, seconds: 3 }),
    step({ name: "compile", state: "waiting", seconds: null }),
  ]);
  expect(buildLeftS(running, new Map([["compile", 2]]))).toBe(20);
  expect(buildLeftS(build([], "done"), new Map())).toBe(0);
});
