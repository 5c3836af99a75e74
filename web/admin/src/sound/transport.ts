/**
 * Plays the song by the audio hardware's clock, which is the only clock here, and says which second is heard. It draws
 * nothing and knows marks only as cues. Whatever listens or ticks is in its scope.
 */

import { keptAhead } from "./ahead";
import { builtGraph, setLevel } from "./graph";
import { loopFrames, reelFrame, songS } from "./laps";
import { type CueTrack, trackOf } from "./mixing";
import { openScope } from "./scope";
import { openTape } from "./tape";
import { TICKS } from "./ticks";
import {
  type Bus,
  type BusState,
  type Cue,
  RATE_HZ,
  type Rate,
  type Reel,
  type Span,
  type Transport,
  type TransportOptions,
  type TransportState,
  type Voice,
} from "./types";

const PUMP_MS = 100;

export const BUSES_AT_FIRST: Readonly<Record<Bus, BusState>> = {
  music: { gain: 0.8, muted: false },
  click: { gain: 0.7, muted: false },
  voice: { gain: 0.9, muted: true },
  camera: { gain: 0.8, muted: true },
};

export function openTransport(options: TransportOptions): Transport {
  const { reels } = options;
  let reel = reelOf(reels, 1);
  const spanS = options.spanS ?? { startS: 0, endS: reel.pcm.frames / RATE_HZ };
  const scope = openScope();
  const context = new AudioContext({ sampleRate: RATE_HZ, latencyHint: "interactive" });
  const graph = builtGraph(context, BUSES_AT_FIRST);
  const tape = openTape(graph);
  const listeners = new Set<() => void>();
  /** Where it stands, or began last. */
  let standS = Math.max(0, spanS.startS);
  /** Counts plays and pauses: a pause while the browser still wakes the sound wins over the play before it. */
  let turn = 0;
  let state: TransportState = {
    playing: false,
    waiting: false,
    rate: 1,
    rates: reels.map((known) => known.rate),
    coveredS: covered(reel, spanS),
    loop: null,
    buses: BUSES_AT_FIRST,
    failure: null,
  };

  const ahead = keptAhead(context, tape, {
    waiting: (waiting) => change({ waiting }),
    late: (out) => {
      change({ waiting: true });
      lay(tape.songAt(Math.max(tape.filled(), tape.running()?.run.outStart ?? 0)) ?? standS, out);
    },
    ended: () => halt(spanS.endS),
    failed: (failure) => {
      if (scope.closed()) return;
      halt(positionS());
      change({ failure });
    },
  });

  function change(changed: Partial<TransportState>): void {
    if (Object.entries(changed).every(([key, value]) => state[key as keyof TransportState] === value)) return;
    state = { ...state, ...changed };
    tell();
  }

  function tell(): void {
    for (const listener of [...listeners]) listener();
  }

  function heardAtS(performanceMs: number): number | null {
    return state.playing && !state.waiting ? tape.songAt(ahead.heardFrame(performanceMs)) : null;
  }

  function positionS(): number {
    if (state.playing) ahead.look();
    return heardAtS(performance.now()) ?? standS;
  }

  /** Runs the tape on from `atS` at output frame `out`. */
  function lay(atS: number, out: number): void {
    standS = within(atS, spanS);
    tape.start(reel, {
      outStart: out,
      reelStart: frameOf(standS),
      loop: loopFrames(state.loop, reel.originS, reel.rate),
      reelEnd: frameOf(spanS.endS),
    });
  }

  const frameOf = (atS: number) => reelFrame(atS, reel.originS, reel.rate);

  function halt(atS: number): void {
    standS = atS;
    tape.stop(ahead.renderedFrame());
    change({ playing: false, waiting: false });
  }

  async function play(fromS?: number): Promise<void> {
    const atS = fromS ?? positionS();
    const mine = ++turn;
    change({ failure: null });
    await context.resume();
    if (scope.closed() || mine !== turn) return;
    ahead.woken();
    standS = atS >= spanS.endS ? spanS.startS : atS;
    change({ playing: true, waiting: true });
    ahead.change((out) => lay(standS, out));
  }

  /** Goes on without a gap under a changed loop or speed. */
  function goOn(): void {
    if (state.playing) ahead.change((out) => lay((state.waiting ? null : tape.songAt(out)) ?? standS, out));
  }

  function seek(atS: number): void {
    standS = within(atS, spanS);
    if (state.playing) ahead.change((out) => lay(atS, out));
    else tell();
  }

  function setRate(rate: Rate): void {
    const next = reelOf(reels, rate);
    standS = positionS();
    reel = next;
    change({ rate, coveredS: covered(reel, spanS) });
    goOn();
  }

  let cues: readonly Cue[] = [];
  let voice: Voice | null = null;

  function retrack(): void {
    ahead.change((out) => {
      tape.setTrack("click", (on) => clickTrack(cues, on), out);
      tape.setTrack("voice", (on) => voiceTrack(cues, voice, on), out);
    });
  }

  if (options.camera) tape.setCamera(options.camera, 0);
  scope.every(PUMP_MS, ahead.pump);
  scope.listen(context, "statechange", ahead.woken);
  scope.add(() => tape.stop(0));

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return scope.add(() => listeners.delete(listener));
    },
    positionS,
    heardAtS,
    play,
    pause: () => {
      turn++;
      if (state.playing) halt(positionS());
    },
    seek,
    setLoop: (loop: Span | null) => {
      change({ loop });
      goOn();
    },
    setRate,
    setCues: (next) => {
      cues = next;
      retrack();
    },
    setVoice: (next) => {
      voice = next;
      retrack();
    },
    setCamera: (camera) => ahead.change((out) => tape.setCamera(camera, out)),
    setBus: (bus, changed) => {
      const next = { ...state.buses[bus], ...changed };
      setLevel(graph, bus, next);
      change({ buses: { ...state.buses, [bus]: next } });
    },
    close: async () => {
      scope.close();
      if (context.state !== "closed") await context.close();
    },
  };
}

/** What of the cues is clicked, and what is spoken. */
export function clickTrack(cues: readonly Cue[], reel: Reel): CueTrack {
  return trackOf(cues, reel.originS, reel.rate, ({ tick }) => tick && TICKS[tick]);
}

export function voiceTrack(cues: readonly Cue[], voice: Voice | null, reel: Reel): CueTrack {
  return trackOf(cues, reel.originS, reel.rate, ({ count }) => count && (voice?.[count] ?? null));
}

function within(atS: number, spanS: Span): number {
  return Math.min(Math.max(atS, spanS.startS), spanS.endS);
}

function reelOf(reels: readonly Reel[], rate: number): Reel {
  const found = reels.find((reel) => reel.rate === rate);
  if (!found) throw new Error(`There is no sound of this song at the speed ${rate}.`);
  return found;
}

/** What of the span the file of a speed covers. */
function covered(reel: Reel, spanS: Span): Span {
  return {
    startS: Math.max(spanS.startS, reel.originS),
    endS: Math.min(spanS.endS, songS(reel.pcm.frames, reel.originS, reel.rate)),
  };
}
