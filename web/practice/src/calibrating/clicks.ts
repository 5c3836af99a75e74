/** Clicks to clap or tap to, and when each was heard on the page's clock, as far as the browser knows. */

import { onPageClock } from "../graph/pageClock";
import { medianOf } from "../graph/tally";
import { within } from "../graph/within";

const PERIOD_S = 0.6;
/** The first ones are to find the beat by. */
const LISTENED = 4;
const COUNTED = 16;
const FIRST_S = 0.8;
const CLICK_S = 0.03;
const [HIGH_HZ, LOW_HZ] = [1500, 1000];
const LOOK_MS = 200;
/** Longer than this no sound card takes to wake; without one a browser may wait for ever. */
const AWAKE_MS = 5000;

/** No sound comes out of this device. */
export class SilentError extends Error {
  override readonly name = "SilentError";
}

export interface Clicks {
  /** Of those that count, once they are over; page's clock, seconds. */
  heardS(): readonly number[];
  /** How many have been played. */
  played(): number;
  readonly over: Promise<void>;
  stop(): void;
}

export const CLICKS = LISTENED + COUNTED;

/** Begins; by a gesture, as browsers play no sound before. Throws a `SilentError`. */
export async function playClicks(context: AudioContext): Promise<Clicks> {
  await within(context.resume(), AWAKE_MS).catch((cause: unknown) => {
    throw new SilentError("The sound does not begin.", { cause });
  });
  const beginS = context.currentTime + FIRST_S;
  const times = Array.from({ length: CLICKS }, (_, at) => beginS + at * PERIOD_S);
  const sounds = times.map((atS, at) => click(context, atS, at % 4 === 0 ? HIGH_HZ : LOW_HZ));
  /** The page's clock minus the context's, as its sound is heard; seconds. */
  const apart: number[] = [];
  const look = setInterval(() => apart.push(apartS(context)), LOOK_MS);
  const over = new Promise<void>((resolve) => sounds.at(-1)?.addEventListener("ended", () => resolve()));
  const stop = () => {
    clearInterval(look);
    for (const sound of sounds) sound.stop();
  };
  return {
    heardS: () => times.slice(LISTENED).map((atS) => atS + (medianOf(apart) ?? apartS(context))),
    played: () => times.filter((atS) => atS <= context.currentTime).length,
    over: over.then(() => clearInterval(look)),
    stop,
  };
}

function click(context: AudioContext, atS: number, pitchHz: number): OscillatorNode {
  const sound = new OscillatorNode(context, { frequency: pitchHz });
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.setValueAtTime(0.7, atS);
  loudness.gain.exponentialRampToValueAtTime(0.001, atS + CLICK_S);
  sound.connect(loudness).connect(context.destination);
  sound.start(atS);
  sound.stop(atS + CLICK_S);
  return sound;
}

function apartS(context: AudioContext): number {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
  if (contextTime > 0 && performanceTime > 0) return onPageClock(performanceTime) / 1000 - contextTime;
  return (
    onPageClock(performance.now()) / 1000 -
    context.currentTime +
    (context.outputLatency || context.baseLatency)
  );
}
