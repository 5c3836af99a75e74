/** The counting voice: eight recorded words a language, laid onto the sound card's clock so that vowels fall on beats. */

import { hearFrom } from "../calibrating/output";
import { within } from "../graph/within";

/** Each recording has its vowel this long after its first sample. */
const VOWEL_S = 0.1;
/** A word that would begin later than this is left out: it would be heard on the wrong beat. */
const LATEST_S = 0.06;
/** No sound card takes longer to wake; where there is none a browser may wait for ever, and a lesson with it. */
const AWAKE_MS = 3000;

const files = import.meta.glob<string>("../../../voices/*.wav", {
  query: "?url&no-inline",
  import: "default",
  eager: true,
});

export interface Voice {
  /** Speaks a count so that it is heard in time `inS` seconds from now. While the sound card wakes nothing is heard. */
  speak(count: number, inS: number): void;
  /** How far ahead `speak` must be asked, seconds. */
  readonly aheadS: number;
  /** Something is to be said before long: the sound card takes a moment to wake. */
  wake(): void;
  /** Nothing is: the sound card sleeps, which spares the battery, once all that was asked is heard. */
  rest(): void;
  /** Takes back what was asked and is not heard yet, and rests. */
  hush(): void;
  close(): void;
}

/** To be called from a tap: browsers let no sound out before one. Throws where the recordings cannot be read, or no sound begins. */
export async function openVoice(language: "ko" | "en"): Promise<Voice> {
  const context = new AudioContext();
  const resumed = context.resume();
  resumed.catch(() => undefined); // told below, where the recordings are there
  try {
    const words = await Promise.all(
      Array.from({ length: 8 }, (_, index) => wordOf(context, language, index + 1)),
    );
    await within(resumed, AWAKE_MS);
    return speakingIn(context, words);
  } catch (error) {
    context.close().catch(() => undefined); // one that never woke may never close
    throw error;
  }
}

async function wordOf(context: AudioContext, language: string, count: number): Promise<AudioBuffer> {
  const answer = await fetch(files[`../../../voices/${language}-${count}.wav`] ?? "");
  if (!answer.ok)
    throw new Error(`The counting voice could not be read (the server answered ${answer.status}).`);
  return context.decodeAudioData(await answer.arrayBuffer());
}

/** Speaks words by a context, which runs only while something is to be said. */
export function speakingIn(context: AudioContext, words: readonly AudioBuffer[]): Voice {
  const asked = new Set<AudioBufferSourceNode>();
  const unhear = hearFrom(context);
  const delayS = () => context.outputLatency || context.baseLatency || 0;
  let isWanted = true;

  function want(isIt: boolean): void {
    if (isIt === isWanted) return;
    isWanted = isIt;
    settle();
  }

  function settle(): void {
    if (context.state === "closed" || (!isWanted && asked.size > 0)) return;
    const settled = isWanted ? context.resume() : context.suspend();
    settled.catch(() => undefined); // a call or another app has the sound: counts are shown, as without a voice
  }

  return {
    get aheadS() {
      return VOWEL_S + delayS() + 0.15;
    },
    speak(count, inS) {
      const fromNowS = inS - VOWEL_S - delayS();
      const word = words[count - 1];
      // The clock of a context that wakes stands still: a word laid on it would be late.
      if (!word || fromNowS < -LATEST_S || context.state !== "running") return;
      const source = context.createBufferSource();
      source.buffer = word;
      source.connect(context.destination);
      source.onended = () => {
        if (asked.delete(source) && !isWanted) settle();
      };
      source.start(context.currentTime + Math.max(fromNowS, 0), Math.max(-fromNowS, 0));
      asked.add(source);
    },
    wake: () => want(true),
    rest: () => want(false),
    hush() {
      for (const source of asked) source.stop();
      asked.clear();
      isWanted = false;
      settle();
    },
    close() {
      asked.clear();
      unhear();
      context.close().catch(() => undefined); // it is closed
    },
  };
}
