import { beforeEach, expect, test, vi } from "vitest";
import { cues } from "./cues";
import { speakingIn, type Voice } from "./voice";

const started: {
  readonly atS: number;
  readonly offsetS: number;
  end: () => void;
  readonly stop: () => void;
}[] = [];

/** As much of a context as a voice uses. */
function aContext() {
  const context = {
    state: "running",
    currentTime: 100,
    outputLatency: 0.02,
    baseLatency: 0,
    destination: {},
    resume: vi.fn(async () => {
      context.state = "running";
    }),
    suspend: vi.fn(async () => {
      context.state = "suspended";
    }),
    close: vi.fn(async () => {
      context.state = "closed";
    }),
    createBufferSource() {
      const source = {
        buffer: null,
        onended: () => undefined,
        connect: () => undefined,
        stop: vi.fn(),
        start(atS: number, offsetS: number) {
          started.push({ atS, offsetS, end: () => source.onended(), stop: source.stop });
        },
      };
      return source;
    },
  };
  return context;
}

function aVoice() {
  const context = aContext();
  const words = Array.from({ length: 8 }, () => ({}) as AudioBuffer);
  return { context, voice: speakingIn(context as unknown as AudioContext, words) };
}

beforeEach(() => void started.splice(0));

test("a word's vowel falls on its beat, and one that would be too late is left out", () => {
  const { voice } = aVoice();
  voice.speak(5, 0.5);
  voice.speak(6, 0.1);
  voice.speak(7, 0.05);
  expect(started.map(({ atS }) => atS)).toEqual([100.38, 100]);
  expect(started[1]?.offsetS).toBeCloseTo(0.02);
});

test("the sound card sleeps when all that was asked is heard, and wakes for what comes", () => {
  const { context, voice } = aVoice();
  voice.speak(8, 0.5);
  voice.rest();
  expect(context.suspend).not.toHaveBeenCalled();
  started[0]?.end();
  expect(context.suspend).toHaveBeenCalledOnce();
  voice.rest();
  voice.wake();
  voice.wake();
  expect(context.resume).toHaveBeenCalledOnce();
  expect(context.suspend).toHaveBeenCalledOnce();
});

test("nothing is laid on a clock that stands still", () => {
  const { context, voice } = aVoice();
  context.state = "suspended";
  voice.speak(5, 0.5);
  expect(started).toEqual([]);
});

test("hushed, it takes back what was asked and sleeps at once", () => {
  const { context, voice } = aVoice();
  voice.speak(5, 0.5);
  voice.hush();
  expect(started[0]?.stop).toHaveBeenCalledOnce();
  expect(context.suspend).toHaveBeenCalledOnce();
});

test("a context that was closed, or that a call has taken, is left alone", async () => {
  const { context, voice } = aVoice();
  context.suspend.mockRejectedValueOnce(new Error("interrupted"));
  voice.rest();
  await Promise.resolve();
  voice.close();
  voice.hush();
  voice.wake();
  expect(context.suspend).toHaveBeenCalledOnce();
  expect(context.resume).not.toHaveBeenCalled();
});

test("counts wake the voice some seconds before they are due, and let it rest after the last", () => {
  const said: string[] = [];
  const voice = {
    aheadS: 0.25,
    speak: (count: number) => said.push(String(count)),
    wake: () => said.push("wake"),
    rest: () => said.push("rest"),
  } as unknown as Voice;
  const due = cues();
  due.set(
    [5, 6].map((count) => ({ atS: count, count })),
    0,
  );
  for (const atS of [1, 2.5, 4.8, 5.8]) due.speak(atS, 1, voice);
  expect(said).toEqual(["rest", "wake", "5", "wake", "6", "rest"]);
  said.splice(0);
  due.set([{ atS: 10, count: 5 }], 0);
  due.speak(8, 0.5, voice);
  expect(said).toEqual(["rest"]);
});
