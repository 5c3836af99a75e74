import { expect, it } from "vitest";
import { type PcmSource, RATE_HZ } from "../sound/types";
import { ears, openPair, type Pairing, songFrames, switched } from "./pair";

/** A sound whose samples `value` gives; what is not loaded is not there. */
function sound(
  frames: number,
  value: (n: number) => number,
  channels = 1,
): PcmSource & { loaded: Set<number> } {
  const loaded = new Set<number>();
  return {
    channels,
    frames,
    loaded,
    load: async (from, to) => {
      for (let n = Math.max(0, from); n < Math.min(to, frames); n++) loaded.add(n);
    },
    read: (channel, from, into) => {
      for (let k = 0; k < into.length; k++) {
        const n = from + k;
        const inside = n >= 0 && n < frames;
        if (inside && !loaded.has(n)) return false;
        into[k] = inside ? (channel === 0 ? value(n) : 0) : 0;
      }
      return true;
    },
    close: () => undefined,
  };
}

const FRAMES = 4800;
const at = (offsetS: number, listening: Pairing["listening"], rate = 1): Pairing => ({
  placing: { offsetS, rate },
  listening,
  balance: 0.5,
});

async function heard(now: Pairing, channel: number, from: number, length: number) {
  const camera = sound(FRAMES, (n) => (n === 240 ? 1 : 0));
  const song = sound(3 * FRAMES, (n) => n / 1e5);
  const pair = openPair({ camera, song, takeS: FRAMES / RATE_HZ }, () => now);
  await pair.load(from, from + length);
  const into = new Float32Array(length);
  expect(pair.read(channel, from, into)).toBe(true);
  return [...into];
}

it("has the camera in the left ear and the song in the right", async () => {
  expect(await heard(at(0, "both"), 0, 238, 4)).toEqual([0, 0, 1, 0]);
  const right = await heard(at(0.01, "both"), 1, 238, 2);
  expect(right[0]).toBeCloseTo((480 + 238) / 1e5, 8);
});

it("hears a nudge of a millisecond as 48 samples", async () => {
  const [before] = await heard(at(0.02, "song"), 0, 100, 1);
  const [after] = await heard(at(0.021, "song"), 0, 100, 1);
  expect(Math.round(((after ?? 0) - (before ?? 0)) * 1e5)).toBe(48);
});

it("runs the song at its speed in the take", async () => {
  const song = await heard(at(0, "song", 1.25), 0, 1000, 100);
  expect((song[99] ?? 0) * 1e5).toBeCloseTo(1099 * 1.25, 2);
});

it("is silent where the take has no song under it", async () => {
  expect(await heard(at(-1, "song"), 1, 0, 3)).toEqual([0, 0, 0]);
});

it("asks for what is not in memory", async () => {
  const song = sound(FRAMES, () => 0.5);
  const pair = openPair({ camera: null, song, takeS: 0.1 }, () => at(0, "song"));
  expect(pair.read(0, 0, new Float32Array(10))).toBe(false);
  await pair.load(0, 10);
  expect(pair.read(0, 0, new Float32Array(10))).toBe(true);
});

it("mixes with equal power, and one key switches", () => {
  const [left, right] = ears("mixed", 0.5);
  expect(left.camera ** 2 + left.song ** 2).toBeCloseTo(1, 9);
  expect(left).toEqual(right);
  expect(ears("mixed", 0)[0]).toEqual({ camera: 1, song: 0 });
  expect(switched("camera")).toBe("song");
  expect(switched("song")).toBe("camera");
});

it.each([
  [{ offsetS: 0, rate: 1 }, [100, 150]],
  [{ offsetS: 1, rate: 1 }, [48_100, 48_150]],
  [{ offsetS: 0, rate: 2 }, [200, 300]],
])("knows which samples of the song lie under at %o", (placing, range) => {
  expect(songFrames(placing, 100, 50)).toEqual(range);
});
