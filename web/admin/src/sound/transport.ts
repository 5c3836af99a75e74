/**
 * Plays the song: schedules the tape a little ahead of the audio hardware's clock, which is the only clock here, and
 * says which second is heard. It draws nothing and knows no marks but as cues. Whatever listens or ticks is in its scope.
 */

import { heardClock } from "./clock";
import { builtGraph, setLevel } from "./graph";
import { loopFrames, outEnd, reelFrame, songS } from "./laps";
import { trackOf } from "./mixing";
import type { Missing } from "./renderers";
import { openScope } from "./scope";
import { openTape } from "./tape";
import { TICKS } from "./ticks";
import {
  type Bus,
  type BusState,
  type Cue,
  RATE_HZ,
  type Reel,
  type Span,
  type Transport,
  type TransportOptions,
  type TransportState,
  type Voice,
} from "./types";

/** Scheduled this far ahead: a busy page or a timer slowed in a hidden tab does not reach the sound. */
const AHEAD = 2 * RATE_HZ;
/** What changes now is heard this much later: more than the browser needs to hand it to the audio thread. */
const MARGIN = 0.03 * RATE_HZ;
const PUMP_MS = 100;

export const BUSES_AT_FIRST: Readonly<Record<Bus, BusState>> = {
  music: { gain: 0.8, muted: false },
  click: { gain: 0.7, muted: false },
  voice: { gain: 0.9, muted: true },
  camera: { gain: 0.8, muted: true },
};

export function openTransport(options: TransportOptions): Transport {
  const { reels } = options;
  const whole = reelOf(reels, 1);
  const spanS = options.spanS ?? { startS: 0, endS: whole.pcm.frames / RATE_HZ };
  const scope = openScope();
  const context = new AudioContext({ sampleRate: RATE_HZ, latencyHint: "interactive" });
  const graph = builtGraph(context, BUSES_AT_FIRST);
  const tape = openTape(graph);
  const clock = heardClock(context);
  const listeners = new Set<() => void>();
  let reel = whole;
  let standS = Math.max(0, spanS.startS);
  let cues: readonly Cue[] = [];
  let voice: Voice | null = null;
  let loading: Missing | null = null;
  /** Counts plays and pauses: a pause while the browser still wakes the sound wins over the play before it. */
  let turn = 0;
  let state: TransportState = {
    playing: false,
    waiting: false,
    rate: 1,
    rates: reels.map((known) => known.rate),
    coveredS: covered(whole, spanS),
    loop: null,
    buses: BUSES_AT_FIRST,
    failure: null,
  };

  function change(changed: Partial<TransportState>): void {
    if (Object.entries(changed).every(([key, value]) => state[key as keyof TransportState] === value)) return;
    state = { ...state, ...changed };
    for (const listener of [...listeners]) listener();
  }

  const soon = () => Math.ceil(context.currentTime * RATE_HZ) + MARGIN;

  function heardAtS(performanceMs: number): number | null {
    if (!state.playing || state.waiting) return null;
    return tape.songAt(clock.frameAt(performanceMs));
  }

  function positionS(): number {
    if (!state.playing || state.waiting) return standS;
    clock.look();
    return heardAtS(performance.now()) ?? standS;
  }

  /** Lays a new run from `atS` on. It begins when its first samples are there. */
  function runFrom(atS: number, out: number): void {
    standS = Math.min(Math.max(atS, spanS.startS), spanS.endS);
    tape.start(reel, {
      outStart: out,
      reelStart: frameOf(standS),
      loop: loopFrames(state.loop, reel.originS, reel.rate),
      reelEnd: frameOf(spanS.endS),
    });
    pump();
  }

  const frameOf = (atS: number) => reelFrame(atS, reel.originS, reel.rate);

  function pump(): void {
    const entry = tape.running();
    if (!state.playing || !entry || scope.closed()) return;
    clock.look();
    const now = Math.ceil(context.currentTime * RATE_HZ);
    const late = tape.filled() < Math.min(now + MARGIN / 2, outEnd(entry.run));
    if (late) {
      takeUpAgain();
      return;
    }
    const missing = tape.fill(now + AHEAD);
    if (missing) fetchMissing(missing);
    change({ waiting: missing !== null && tape.filled() < now + MARGIN });
    tape.forget(now);
    if (clock.frameAt(performance.now()) >= outEnd(entry.run)) halt(spanS.endS);
  }

  /** The samples came too late: the sound stood still where they ended, and goes on from there. */
  function takeUpAgain(): void {
    const atS = tape.songAt(Math.max(tape.filled(), tape.running()?.run.outStart ?? 0)) ?? standS;
    change({ waiting: true });
    runFrom(atS, soon());
  }

  function fetchMissing(missing: Missing): void {
    if (loading) return;
    loading = missing;
    missing.pcm.load(missing.from, missing.to + AHEAD).then(
      () => {
        loading = null;
        pump();
      },
      (problem: unknown) => {
        loading = null;
        if (scope.closed()) return;
        halt(positionS());
        change({ failure: problem instanceof Error ? problem.message : String(problem) });
      },
    );
  }

  function halt(atS: number): void {
    standS = atS;
    tape.stop(Math.ceil(context.currentTime * RATE_HZ));
    change({ playing: false, waiting: false });
  }

  async function play(fromS?: number): Promise<void> {
    standS = fromS ?? (standS >= spanS.endS ? spanS.startS : positionS());
    change({ failure: null });
    const mine = ++turn;
    await context.resume();
    if (scope.closed() || mine !== turn) return;
    clock.reset();
    change({ playing: true, waiting: true });
    runFrom(standS, soon());
  }

  /** Goes on without a gap under a changed loop or speed. */
  function goOn(): void {
    if (!state.playing) return;
    const out = soon();
    runFrom(state.waiting ? standS : (tape.songAt(out) ?? standS), out);
  }

  function seek(atS: number): void {
    if (!state.playing) {
      standS = Math.min(Math.max(atS, spanS.startS), spanS.endS);
      for (const listener of [...listeners]) listener();
      return;
    }
    runFrom(atS, soon());
  }

  function sounded(): void {
    tape.setTrack(
      "click",
      (on) => trackOf(cues, on.originS, on.rate, (cue) => cue.tick && TICKS[cue.tick]),
      soon(),
    );
    tape.setTrack(
      "voice",
      (on) => trackOf(cues, on.originS, on.rate, (cue) => cue.count && (voice?.[cue.count] ?? null)),
      soon(),
    );
    pump();
  }

  if (options.camera) tape.setCamera(options.camera, 0);
  scope.every(PUMP_MS, pump);
  scope.listen(context, "statechange", () => clock.reset());
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
    setRate: (rate) => {
      const before = positionS();
      reel = reelOf(reels, rate);
      if (!state.playing) standS = before;
      change({ rate, coveredS: covered(reel, spanS) });
      goOn();
    },
    setCues: (next) => {
      cues = next;
      sounded();
    },
    setVoice: (next) => {
      voice = next;
      sounded();
    },
    setCamera: (camera) => {
      tape.setCamera(camera, soon());
      pump();
    },
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
