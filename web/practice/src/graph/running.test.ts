import type { Sheet } from "@eightcount/runtime/scoring";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aRoutine } from "../learn/routine.fixture";
import type { HeldEngine } from "../pose";
import type { Ready } from "./dance";
import { stretchesOf } from "./plan";
import { beginRecording, NOT_RECORDING } from "./recording";
import { running } from "./running";
import type { Told } from "./types";

/** Whether there is an engine, as it is known in the end. */
let isReady: Promise<boolean>;
/** Whether the camera sends pictures. */
let isSent = true;
const playback = vi.hoisted(() => ({ play: vi.fn(async () => undefined), pause: vi.fn(), close: vi.fn() }));

vi.mock("../pose", () => ({ chooseLighter: vi.fn(), poseEngine: vi.fn() }));
vi.mock("./interruptions", () => ({ PATIENCE_MS: 3000, watchFor: () => () => undefined }));
vi.mock("./coming", () => ({ comingPictures: () => ({ soon: async () => isSent }) }));
vi.mock("./playback", () => ({
  playbackOf: () => ({ ...playback, stretch: { parts: [1], fromS: 0, toS: 9 } }),
}));
vi.mock(import("./recording"), async (original) => {
  const recording = await original();
  return { ...recording, beginRecording: vi.fn(async () => recording.NOT_RECORDING) };
});
vi.mock("./looking", () => ({
  isTooSlow: () => false,
  lookingBy: () => ({ isReady: () => isReady, release: () => undefined }),
}));
vi.mock("./graph", () => ({
  joined: () => ({
    stats: () => ({}),
    recount: () => undefined,
    settled: async () => undefined,
    close: () => undefined,
  }),
}));

beforeEach(() => {
  [isReady, isSent] = [Promise.resolve(true), true];
  vi.clearAllMocks();
  vi.stubGlobal("document", { hidden: false });
  vi.stubGlobal("reportError", (error: unknown) => {
    throw error;
  });
});
afterEach(() => vi.unstubAllGlobals());

function practice() {
  const told: Told[] = [];
  const routine = aRoutine(2);
  const scorer = { begin: () => undefined, finish: async () => ({}) as Sheet };
  const ready = {
    camera: { size: () => ({ width: 4, height: 3 }) },
    pack: { routine, manifest: { classId: "one", revision: 1 }, manifestSha256: "" },
    stage: {},
    wishes: { parts: [1], speed: 1, record: false },
    tell: (one: Told) => told.push(one),
    scorer,
    hearing: {},
    letGo: () => undefined,
  } as unknown as Ready;
  return { told, dance: running(ready, {} as HeldEngine, stretchesOf(routine, [1])) };
}

test("a pause that is asked for while another net is waited for pauses as soon as it plays", async () => {
  const { told, dance } = practice();
  await dance.start();
  dance.pause("memory");
  let come: (isThere: boolean) => void = () => undefined;
  isReady = new Promise((resolve) => (come = resolve));
  const goingOn = dance.resume();
  dance.pause("rotated");
  come(true);
  await goingOn;
  expect(told).toEqual([
    { kind: "paused", why: "memory" },
    { kind: "resumed" },
    { kind: "paused", why: "rotated" },
  ]);
});

test("what came in a pause before somebody goes on does not pause it again", async () => {
  const { told, dance } = practice();
  await dance.start();
  dance.pause();
  dance.pause("rotated");
  await dance.resume();
  expect(told.map(({ kind }) => kind)).toEqual(["paused", "resumed"]);
  expect(playback.play).toHaveBeenCalledTimes(2);
});

test("it goes on when the camera sends pictures, and else says why it stays paused", async () => {
  const { told, dance } = practice();
  await dance.start();
  dance.pause();
  isSent = false;
  await dance.resume();
  expect(told.slice(1)).toEqual([{ kind: "paused", why: "camera-lost" }]);
  expect(playback.play).toHaveBeenCalledOnce();
  isSent = true;
  await dance.resume();
  expect(told.at(-1)).toEqual({ kind: "resumed" });
});

test("why there is no film is left with what was danced", async () => {
  vi.mocked(beginRecording).mockImplementationOnce(async (_, { tell }) => ({
    ...NOT_RECORDING,
    async end() {
      tell("late");
      return null;
    },
  }));
  const { told, dance } = practice();
  await dance.start();
  expect(await dance.end()).toMatchObject({ film: null, notFilmed: "late", interrupted: "stopped" });
  expect(told[0]).toEqual({ kind: "not-filmed", why: "late" });
});

test("without a net it ends before it began, and is told", async () => {
  const { told, dance } = practice();
  isReady = Promise.resolve(false);
  await dance.start();
  expect(playback.play).not.toHaveBeenCalled();
  expect(told).toMatchObject([{ kind: "ended", danced: { interrupted: "memory", film: null } }]);
});

test("of what was given up nobody hears any more", async () => {
  const { told, dance } = practice();
  const ending = dance.end("memory");
  dance.dispose();
  await ending;
  expect(told).toEqual([]);
});
