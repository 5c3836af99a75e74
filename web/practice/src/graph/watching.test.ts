import { beforeEach, expect, test, vi } from "vitest";
import { aRoutine } from "../learn/routine.fixture";
import type { Camera } from "./camera";
import type { Ready } from "./dance";
import { beginDance } from "./dance";
import type { Scorer } from "./scorer";
import { watchBody } from "./watching";

const GONE = new Error("The camera is gone.");
const engine = vi.hoisted(() => ({ release: vi.fn(), abandon: vi.fn(), engine: {} }));
const scorer = vi.hoisted(() => ({ end: vi.fn() }));

vi.mock("../pose", () => ({ poseEngine: async () => engine, PoseError: class extends Error {} }));
vi.mock("../film", () => ({ beginFilm: vi.fn() }));
vi.mock("./scorer", () => ({ beginScorer: async () => scorer as unknown as Scorer }));
vi.mock("./running", () => ({
  running({ camera }: Ready) {
    camera.frames(() => undefined);
  },
}));

/** Unplugged while the net was loading. */
const camera = {
  frames() {
    throw GONE;
  },
} as unknown as Camera;

beforeEach(() => vi.clearAllMocks());

test("a camera that is gone when the net has come is told, and the net is let go of", async () => {
  const failed = vi.fn();
  const stop = watchBody(camera, () => undefined, failed);
  await vi.waitFor(() => expect(failed).toHaveBeenCalledExactlyOnceWith(GONE));
  expect(engine.release).toHaveBeenCalledOnce();
  stop();
  expect(engine.release).toHaveBeenCalledOnce();
});

test("a practice whose camera is gone lets go of net, scorer and video", async () => {
  const asked = {
    camera,
    pack: { routine: aRoutine(1) },
    stage: { video: { src: "blob:there", readyState: 4 } },
    wishes: { parts: [1], speed: 1, latencyS: 0 },
  } as unknown as Ready;
  vi.stubGlobal("HTMLMediaElement", { HAVE_FUTURE_DATA: 3 });
  await expect(beginDance(asked)).rejects.toBe(GONE);
  vi.unstubAllGlobals();
  expect(engine.release).toHaveBeenCalledOnce();
  expect(scorer.end).toHaveBeenCalledOnce();
});
