import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { begin } from "./calibrating";

/** Clicks at whole seconds of the page's clock. */
const HEARD_S = Array.from({ length: 16 }, (_, at) => at + 1);

interface Room {
  hushed: number;
  closed: number;
  readonly kept: unknown[];
  breaks: (error: Error) => void;
  loses: () => void;
  sounds: Promise<void>;
  over: Promise<void>;
  output: () => Promise<{ readonly key: string }>;
}

const room = vi.hoisted(
  (): Room => ({
    hushed: 0,
    closed: 0,
    kept: [],
    breaks: () => undefined,
    loses: () => undefined,
    sounds: Promise.resolve(),
    over: Promise.resolve(),
    output: async () => ({ key: "told" }),
  }),
);

vi.mock("../graph", () => ({
  CameraError: class extends Error {},
  openCamera: async () => ({
    close: () => room.closed++,
    whenLost: new Promise<void>((lost) => {
      room.loses = lost;
    }),
  }),
  watchBody: (_: object, seen: (frame: object) => void, failed: (error: Error) => void) => {
    room.breaks = failed;
    seen({ capturedMs: 0, landmarks: null, width: 3, height: 4 });
    return () => undefined;
  },
}));
vi.mock("../graph/pageClock", () => ({ onPageClock: Number }));
vi.mock("./clicks", () => ({
  playClicks: async () => {
    await room.sounds;
    return { heardS: () => HEARD_S, played: () => 0, over: room.over, stop: () => undefined };
  },
}));
vi.mock("./output", () => ({
  audio: () => ({}),
  hush: () => room.hushed++,
  lookAtOutput: () => room.output(),
  presentOutput: () => ({ key: "known" }),
}));
vi.mock("./store", () => ({
  USUAL_CAMERA_S: 0.08,
  keep: ({ key }: { readonly key: string }, { latencyS }: { readonly latencyS: number }) =>
    room.kept.push([key, latencyS.toFixed(3)]),
}));

const never = new Promise<void>(() => undefined);
let leaving = new AbortController();
const going = (by: "clap" | "tap") => begin(by, () => undefined, leaving.signal);

beforeEach(() => {
  vi.useFakeTimers();
  leaving = new AbortController();
  Object.assign(room, { hushed: 0, closed: 0, sounds: Promise.resolve(), over: never });
  room.kept.length = 0;
  room.output = async () => ({ key: "told" });
});
afterEach(() => void vi.useRealTimers());

test("a look that breaks between the clicks is told at once, and so is a camera that is lost", async () => {
  const first = await going("clap");
  room.breaks(new Error("out of memory"));
  await expect(first.found).rejects.toThrow("out of memory");
  expect([room.closed, room.hushed]).toEqual([1, 1]);
  const second = await going("clap");
  room.loses();
  await expect(second.found).rejects.toThrow("lost");
  expect([room.closed, room.hushed]).toEqual([2, 2]);
});

test("what was measured is kept for the output that is known where none is told now", async () => {
  room.over = Promise.resolve();
  room.output = async () => Promise.reject(new Error("not allowed"));
  const { tap, found } = await going("tap");
  for (const clickS of HEARD_S) tap(1000 * (clickS + 0.1));
  await vi.advanceTimersByTimeAsync(2000);
  expect(await found).toMatchObject({ kind: "found", count: 16 });
  expect(room.kept).toEqual([["known", "0.180"]]);
});

test("taps to another beat than the clicks' are told, and leave no delay that cannot be", async () => {
  for (const [lateS, kind] of [
    [-0.13, "early"],
    [-0.11, "found"],
  ] as const) {
    room.over = Promise.resolve();
    room.kept.length = 0;
    const { tap, found } = await going("tap");
    for (const clickS of HEARD_S) tap(1000 * (clickS + lateS));
    await vi.advanceTimersByTimeAsync(2000);
    expect(await found).toMatchObject({ kind });
    expect(room.kept).toEqual(kind === "found" ? [["told", "-0.030"]] : []);
  }
});

test("a sound that wakes after somebody left goes to sleep again", async () => {
  let wake: () => void = () => undefined;
  room.sounds = new Promise((awake) => {
    wake = awake;
  });
  const left = expect(going("tap")).rejects.toThrow("left");
  leaving.abort(new Error("left"));
  const before = room.hushed;
  wake();
  await left;
  expect(room.hushed).toBeGreaterThan(before);
});

test("who stops while it clicks is told of no failure, and nothing is kept", async () => {
  const { found } = await going("clap");
  leaving.abort(new Error("left"));
  expect(await found).toBeNull();
  expect([room.closed, room.hushed, room.kept]).toEqual([1, 1, []]);
});
