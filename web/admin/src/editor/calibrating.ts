/**
 * Clicks to tap along to, through the same graph and clock as the song, so that all that makes a tap late there makes
 * it late here. Clicks are on silence; nothing of a class is needed.
 */
import { openTransport } from "../sound/transport";
import { type PcmSource, RATE_HZ } from "../sound/types";

const PERIOD_S = 0.6;
const FIRST_S = 1.2;
const CLICKS = 100;

export interface Calibrating {
  readonly clicksS: readonly number[];
  readonly start: () => Promise<void>;
  /** When a tap was heard, on the clicks' clock; null before the sound has begun. */
  readonly tapS: (atMs: number) => number | null;
  readonly close: () => void;
}

export function openCalibrating(): Calibrating {
  const clicksS = Array.from({ length: CLICKS }, (_, at) => FIRST_S + at * PERIOD_S);
  const transport = openTransport({
    reels: [{ pcm: silence(FIRST_S + CLICKS * PERIOD_S), originS: 0, rate: 1 }],
  });
  transport.setBus("click", { gain: 0.9, muted: false });
  transport.setCues(clicksS.map((atS, at) => ({ atS, tick: at % 8 === 0 ? "one" : "beat", count: null })));
  return {
    clicksS,
    start: () => transport.play(0),
    tapS: transport.heardAtS,
    close: () => void transport.close(),
  };
}

function silence(lengthS: number): PcmSource {
  return {
    channels: 1,
    frames: Math.round(lengthS * RATE_HZ),
    load: () => Promise.resolve(),
    read: (_, __, into) => {
      into.fill(0);
      return true;
    },
    close: () => undefined,
  };
}
