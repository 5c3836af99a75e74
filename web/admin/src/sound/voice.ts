/** The counting voice: eight spoken words a language, fetched once, whose vowels fall on the beat. */

import { type Count, RATE_HZ, type Voice, type VoiceLanguage } from "./types";

/** The words are kept at this rate, a third of the house's, and each has its vowel this long after its first sample. */
const WORD_RATE_HZ = 16_000;
const VOWEL_S = 0.1;
const HEADER_BYTES = 44;
const TIMES = RATE_HZ / WORD_RATE_HZ;
/** Samples on each side that a new one is made of. */
const REACH = 16;

const files = import.meta.glob<string>("../../../voices/*.wav", {
  query: "?url",
  import: "default",
  eager: true,
});

export async function loadVoice(language: VoiceLanguage): Promise<Voice> {
  const words = await Promise.all(
    ([1, 2, 3, 4, 5, 6, 7, 8] as const).map(
      async (count) => [count, await loadWord(language, count)] as const,
    ),
  );
  return Object.fromEntries(words) as Record<Count, (typeof words)[number][1]>;
}

async function loadWord(language: VoiceLanguage, count: Count) {
  const answer = await fetch(files[`../../../voices/${language}-${count}.wav`] ?? "");
  if (!answer.ok)
    throw new Error(`The counting voice could not be read (the server answered ${answer.status}).`);
  const pcm = new DataView(await answer.arrayBuffer(), HEADER_BYTES);
  const word = Float32Array.from(
    { length: pcm.byteLength >> 1 },
    (_, n) => pcm.getInt16(2 * n, true) / 32_768,
  );
  return { samples: finer(word, TIMES), lead: Math.round(VOWEL_S * RATE_HZ) };
}

/** The same sound at a multiple of its rate: windowed-sinc interpolation; sample n stays at `n * times`. */
export function finer(samples: Float32Array, times: number): Float32Array {
  const into = new Float32Array(samples.length * times);
  for (let out = 0; out < into.length; out++) {
    const at = out / times;
    const low = Math.max(0, Math.ceil(at - REACH));
    const high = Math.min(samples.length - 1, Math.floor(at + REACH));
    let sum = 0;
    for (let k = low; k <= high; k++) sum += (samples[k] as number) * kernel(at - k);
    into[out] = sum;
  }
  return into;
}

/** Sinc under a Hann window of +-REACH. */
function kernel(distance: number): number {
  if (distance === 0) return 1;
  const angle = Math.PI * distance;
  return (Math.sin(angle) / angle) * (0.5 + 0.5 * Math.cos(angle / REACH));
}
