/**
 * Keeps a tape filled ahead of the audio thread, and changes it only where that thread has not been yet. It knows frames
 * and files; what is played, and what a pause is, the transport knows.
 */

import { heardClock } from "./clock";
import { outEnd } from "./laps";
import type { Missing } from "./renderers";
import type { Tape } from "./tape";
import { RATE_HZ } from "./types";

/** Scheduled this far ahead: a busy page or a timer slowed in a hidden tab does not reach the sound. */
const AHEAD = 2 * RATE_HZ;
/** A change is heard this much later: more than a device takes at once. */
const MARGIN = 0.03 * RATE_HZ;
/** The audio thread may be this much further than it says: two of its blocks. */
const UNSEEN = 256;

export interface AheadEvents {
  /** The samples are late (true), and there again (false). */
  readonly waiting: (waiting: boolean) => void;
  /** The sound stood still before output frame `out`; it is to be laid again from there on. */
  readonly late: (out: number) => void;
  readonly ended: () => void;
  readonly failed: (sentence: string) => void;
}

export interface Ahead {
  /** Lets `act` change the tape from output frame `out` on; again further ahead where the audio thread was quicker. */
  readonly change: (act: (out: number) => void) => void;
  /** To be called a few times in AHEAD while it plays. */
  readonly pump: () => void;
  /** The output frame that is heard at an instant of performance.now(). */
  readonly heardFrame: (performanceMs: number) => number;
  /** The output frame that the audio thread renders next. */
  readonly renderedFrame: () => number;
  /** Better knows what is heard; in every frame and every pump. */
  readonly look: () => void;
  /** After the context stood still. */
  readonly woken: () => void;
}

export function keptAhead(context: AudioContext, tape: Tape, events: AheadEvents): Ahead {
  const clock = heardClock(context);
  let awaited: Missing | null = null;
  const renderedFrame = () => Math.ceil(context.currentTime * RATE_HZ);

  function change(act: (out: number) => void): void {
    for (let margin = MARGIN; ; margin *= 2) {
      const out = renderedFrame() + margin;
      act(out);
      fill();
      if (renderedFrame() + UNSEEN < out) return;
    }
  }

  function fill(): void {
    const now = renderedFrame();
    const missing = tape.fill(now + AHEAD);
    if (missing) fetchMissing(missing);
    const entry = tape.running();
    if (entry)
      events.waiting(missing !== null && tape.filled() < Math.max(now + MARGIN, entry.run.outStart + 1));
  }

  function pump(): void {
    const entry = tape.running();
    if (!entry) return;
    clock.look();
    const filled = tape.filled();
    if (filled < outEnd(entry.run) && filled < renderedFrame() + UNSEEN) {
      change(events.late);
      return;
    }
    fill();
    tape.forget(renderedFrame());
    if (clock.frameAt(performance.now()) >= outEnd(entry.run)) events.ended();
  }

  /** Asks once for what is missing; the answer pumps. A seek away from it may ask for something else meanwhile. */
  function fetchMissing(missing: Missing): void {
    if (awaited?.pcm === missing.pcm && awaited.from === missing.from) return;
    awaited = missing;
    const answered = () => {
      if (awaited === missing) awaited = null;
    };
    missing.pcm.load(missing.from, missing.to).then(
      () => {
        answered();
        pump();
      },
      (problem: unknown) => {
        answered();
        events.failed(problem instanceof Error ? problem.message : String(problem));
      },
    );
  }

  return {
    change,
    pump,
    heardFrame: clock.frameAt,
    renderedFrame,
    look: clock.look,
    woken: clock.reset,
  };
}
