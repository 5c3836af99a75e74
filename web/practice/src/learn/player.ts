/**
 * Plays a lesson on a class video: span after span, each counted in, over and over where it is to loop. Holds no words
 * and draws nothing; who shows it listens to its state.
 */

import type { Routine } from "@eightcount/runtime";
import { soughtTo } from "../graph/seeking";
import { cues } from "./cues";
import { type Place, placeAt, type Span, type Spoken, spansOf, spokenIn } from "./lesson";
import type { Speed } from "./speed";
import type { Voice } from "./voice";

export type Counting = "off" | "in" | "all";

export interface Setting {
  readonly parts: readonly number[];
  readonly speed: Speed;
  readonly loop: boolean;
  readonly counting: Counting;
}

/** What is to be shown. */
export interface Shown {
  readonly phase: "stopped" | "counting" | "playing" | "paused";
  readonly place: Place | null;
  /** In a count-in, the count that is spoken; null elsewhere. */
  readonly counted: number | null;
  /** The browser does not play the video. */
  readonly refused: boolean;
}

export interface Player {
  shown(): Shown;
  listen(listener: () => void): () => void;
  /** Begins, or goes on from where it paused; a count-in that was broken off begins again. */
  play(): void;
  pause(): void;
  /** From the first part picked. */
  restart(): void;
  /** To a step, without a count-in. */
  goTo(atS: number): void;
  change(setting: Setting): void;
  speakBy(voice: Voice | null): void;
  dispose(): void;
}

const STOPPED: Shown = { phase: "stopped", place: null, counted: null, refused: false };
/** Of the class's sound while the voice counts in. */
const UNDER_VOICE = 0.35;
/** Played before the first count: a word must be asked for before it is due, and a video takes a moment to move. */
const BEFORE_COUNT_S = 0.5;
/** In place of the page's time at which second 0 of the video falls: the video itself plays, or nothing does. */
const NOT_WAITING = Number.NaN;

export function playerOf(video: HTMLVideoElement, routine: Routine, first: Setting): Player {
  const due = cues();
  const listeners = new Set<() => void>();
  let setting = first;
  let spans = spansOf(routine, setting.parts);
  let number = 0;
  let shown = STOPPED;
  let voice: Voice | null = null;
  let zeroAtMs = NOT_WAITING;
  /** Where the video was sought to: until it moves on from there, its time tells nothing of when words are due. */
  let stoodAtS = -1;
  let request = 0;
  /** Rises with whatever makes a waiting seek or play out of date. */
  let turn = 0;
  video.preservesPitch = true;

  const isRunning = () => shown.phase === "counting" || shown.phase === "playing";
  const isWaiting = () => !Number.isNaN(zeroAtMs);
  const spanNow = () => spans[number] as Span;

  function show(next: Partial<Shown>): void {
    const after = { ...shown, ...next };
    if (isSame(shown, after)) return;
    shown = after;
    for (const listener of listeners) listener();
  }

  /** Seconds of the class video, on from before its first frame. */
  function nowS(): number {
    return isWaiting() ? ((performance.now() - zeroAtMs) / 1000) * setting.speed : video.currentTime;
  }

  function counts(span: Span): readonly Spoken[] {
    return setting.counting === "off" ? [] : spokenIn(routine, span, setting.counting);
  }

  /** Whatever was on its way is not wanted any more. */
  function halt(): number {
    voice?.hush();
    cancelAnimationFrame(request);
    zeroAtMs = NOT_WAITING;
    return ++turn;
  }

  async function start(): Promise<void> {
    const mine = turn;
    video.defaultPlaybackRate = setting.speed;
    video.playbackRate = setting.speed;
    request = requestAnimationFrame(tick);
    try {
      await video.play();
    } catch (error) {
      const isPaused = error instanceof DOMException && error.name === "AbortError";
      if (mine === turn && !isPaused) stop(true);
    }
  }

  async function begin(index: number): Promise<void> {
    const mine = halt();
    number = index;
    video.pause();
    const span = spanNow();
    const spoken = counts(span);
    due.set(spoken, Number.NEGATIVE_INFINITY);
    const fromS = spoken[0] ? spoken[0].atS - BEFORE_COUNT_S * setting.speed : span.startS;
    show({ ...STOPPED, phase: spoken[0] ? "counting" : "playing" });
    await soughtTo(video, Math.max(fromS, 0));
    if (mine !== turn) return;
    stoodAtS = video.currentTime;
    if (fromS >= 0) return start();
    zeroAtMs = performance.now() - (fromS / setting.speed) * 1000;
    request = requestAnimationFrame(tick);
  }

  function tick(): void {
    if (!isRunning()) return;
    const atS = nowS();
    if (isWaiting() || atS > stoodAtS) due.speak(atS, setting.speed, voice);
    tell(atS);
    if (isWaiting() && atS >= 0) {
      zeroAtMs = NOT_WAITING;
      void start();
    } else if (atS >= spanNow().endS || video.ended) over();
    else request = requestAnimationFrame(tick);
  }

  function tell(atS: number): void {
    const { startS, leadS } = spanNow();
    const isLead = atS < startS && setting.counting !== "off";
    video.volume = isLead && voice ? UNDER_VOICE : 1;
    const beat = leadS.findLastIndex((beatS) => beatS <= atS);
    const counted = isLead && beat >= 0 ? 9 - leadS.length + beat : null;
    show({
      phase: isLead ? "counting" : "playing",
      counted,
      place: isLead ? null : placeAt(routine, atS),
    });
  }

  function over(): void {
    if (number + 1 < spans.length) void begin(number + 1);
    else if (setting.loop) void begin(0);
    else stop();
  }

  function stop(refused = false): void {
    halt();
    video.pause();
    show({ ...STOPPED, refused });
  }

  function goOn(phase: "playing" | "paused", atS: number): void {
    halt();
    due.set(setting.counting === "all" ? counts(spanNow()) : [], atS);
    stoodAtS = -1;
    show({ phase, counted: null, place: placeAt(routine, atS) });
    if (phase === "playing") void start();
  }

  return {
    shown: () => shown,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    play() {
      if (isRunning()) return;
      if (shown.phase === "stopped") void begin(0);
      else if (video.currentTime < spanNow().startS) void begin(number);
      else goOn("playing", video.currentTime);
    },
    pause() {
      if (!isRunning()) return;
      halt();
      video.pause();
      show({ phase: "paused", counted: null });
    },
    restart: () => void begin(0),
    goTo(atS) {
      const found = spans.findIndex((span) => atS >= span.startS && atS < span.endS);
      if (found < 0) return;
      number = found;
      video.currentTime = atS;
      goOn(isRunning() ? "playing" : "paused", atS);
    },
    change(next) {
      const isOtherParts = String(next.parts) !== String(setting.parts);
      const isOtherSpeed = next.speed !== setting.speed;
      setting = next;
      if (isOtherParts) [spans, number] = [spansOf(routine, setting.parts), 0];
      if (isOtherParts && !isRunning()) stop();
      else if (isOtherParts) void begin(0);
      else if (isRunning() && (isOtherSpeed || shown.phase === "counting")) resume();
      else due.set(counts(spanNow()), video.currentTime);
    },
    speakBy(next) {
      voice = next;
    },
    dispose() {
      stop();
      listeners.clear();
    },
  };

  /** A count-in begins again with another wish, a dance goes on. */
  function resume(): void {
    if (shown.phase === "counting") void begin(number);
    else goOn("playing", video.currentTime);
  }
}

function isSame(one: Shown, other: Shown): boolean {
  return (
    one.phase === other.phase &&
    one.counted === other.counted &&
    one.refused === other.refused &&
    one.place?.part === other.place?.part &&
    one.place?.count === other.place?.count
  );
}
