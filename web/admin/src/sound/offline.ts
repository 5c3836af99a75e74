/**
 * Renders a window of what the editor plays, by the same graph and tape, faster than it sounds: for tests of timing,
 * and for nothing that is heard.
 */

import { builtGraph } from "./graph";
import { loopFrames, type Run, reelFrame } from "./laps";
import { openTape } from "./tape";
import { clickTrack, voiceTrack } from "./transport";
import {
  type Bus,
  type BusState,
  type CameraReel,
  type Cue,
  RATE_HZ,
  type Reel,
  type Span,
  type Voice,
} from "./types";

/** From output frame `out` on, `reel` is played from `atS`; before the first there is silence. */
export interface Turn {
  readonly out: number;
  readonly reel: Reel;
  readonly atS: number;
  readonly loop?: Span | null;
}

/** Cues as they are heard from output frame `out` on. */
export interface Recue {
  readonly out: number;
  readonly cues: readonly Cue[];
}

export interface OfflineOptions {
  /** Length of the window in output frames. */
  readonly frames: number;
  /** In order of `out`: the first plays, each further one is a seek, a new loop or another speed. */
  readonly turns: readonly Turn[];
  readonly cues: readonly Cue[];
  /** A later state of the cues, as after a mark was moved while it plays. */
  readonly recue?: Recue;
  readonly voice?: Voice | null;
  readonly camera?: CameraReel | null;
  readonly buses: Readonly<Record<Bus, BusState>>;
}

/** The window's left and right samples. Rejects when a file cannot be read. */
export async function renderOffline(options: OfflineOptions): Promise<readonly [Float32Array, Float32Array]> {
  const context = new OfflineAudioContext(2, options.frames, RATE_HZ);
  const tape = openTape(builtGraph(context, options.buses));
  const setCues = (cues: readonly Cue[], out: number) => {
    tape.setTrack("click", (on) => clickTrack(cues, on), out);
    tape.setTrack("voice", (on) => voiceTrack(cues, options.voice ?? null, on), out);
  };
  setCues(options.cues, 0);
  if (options.camera) tape.setCamera(options.camera, 0);
  for (const [k, turn] of options.turns.entries()) {
    tape.start(turn.reel, runOf(turn));
    // As live, it is filled further than it gets to play.
    await filled(tape, Math.min((options.turns[k + 1]?.out ?? options.frames) + RATE_HZ, options.frames));
  }
  if (options.recue) setCues(options.recue.cues, options.recue.out);
  await filled(tape, options.frames);
  const sound = await context.startRendering();
  return [sound.getChannelData(0), sound.getChannelData(1)];
}

function runOf({ out, reel, atS, loop }: Turn): Run {
  return {
    outStart: out,
    reelStart: reelFrame(atS, reel.originS, reel.rate),
    loop: loopFrames(loop ?? null, reel.originS, reel.rate),
    reelEnd: reel.pcm.frames,
  };
}

async function filled(tape: ReturnType<typeof openTape>, until: number): Promise<void> {
  for (let missing = tape.fill(until); missing; missing = tape.fill(until)) {
    await missing.pcm.load(missing.from, missing.to);
  }
}
