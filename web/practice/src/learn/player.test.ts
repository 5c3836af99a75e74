import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Player, playerOf } from "./player";
import { aRoutine } from "./routine.fixture";
import type { Setting } from "./shown";

const SETTING: Setting = { parts: [1, 3], speed: 1, loop: true, counting: "all" };

/** As much of a video as a player asks for; it is sought at once. */
function aVideo() {
  const video = Object.assign(new EventTarget(), {
    currentTime: 0,
    readyState: 4,
    ended: false,
    error: null,
    seeking: false,
    volume: 1,
    preservesPitch: false,
    defaultPlaybackRate: 1,
    playbackRate: 1,
    play: async () => undefined,
    pause: () => undefined,
  });
  let atS = 0;
  Object.defineProperty(video, "currentTime", {
    get: () => atS,
    set(toS: number) {
      atS = toS;
      queueMicrotask(() => video.dispatchEvent(new Event("seeked")));
    },
  });
  return video;
}

let frames: FrameRequestCallback[] = [];

beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (frame: FrameRequestCallback) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", () => {
    frames = [];
  });
});
afterEach(() => vi.unstubAllGlobals());

function begun(): { readonly player: Player; readonly video: ReturnType<typeof aVideo> } {
  const video = aVideo();
  return { player: playerOf(video as unknown as HTMLVideoElement, aRoutine(3), SETTING), video };
}

/** The page's next picture. */
function show(): void {
  const [shown] = frames;
  frames = [];
  shown?.(0);
}

test("other parts, picked while it stands on the second span, are played from their first", async () => {
  const { player, video } = begun();
  player.goTo(9.2); // in part 3
  expect(player.shown()).toMatchObject({ phase: "paused", place: { part: 3, count: 1 } });
  player.change({ ...SETTING, parts: [2] });
  expect(player.shown().phase).toBe("stopped");
  player.change({ ...SETTING, parts: [2], counting: "in" }); // asks for the counts of the span that it stands on
  player.play();
  await vi.waitFor(() => expect(frames.length).toBe(1));
  video.currentTime = 5.1;
  show();
  expect(player.shown()).toMatchObject({ phase: "playing", place: { part: 2, count: 1 } });
});

test("other parts, picked while it plays, begin at their count-in", async () => {
  const { player, video } = begun();
  player.play();
  player.goTo(9.2);
  player.change({ ...SETTING, parts: [2] });
  await vi.waitFor(() => expect(frames.length).toBe(1));
  expect(video.currentTime).toBeCloseTo(2.5);
  video.currentTime = 3.1;
  show();
  expect(player.shown()).toMatchObject({ phase: "counting", counted: 5 });
});
