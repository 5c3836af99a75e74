/**
 * Plays a lesson on a class video: span after span, each counted in, over and over where it is to loop. What follows what
 * are rules of `shown` and `lesson`. Holds no words and draws nothing; who shows it listens to its state.
 */

import type { Routine } from "@eightcount/runtime";
import { soughtTo } from "../graph/seeking";
import { classTime } from "./classTime";
import { cues } from "./cues";
import { placeAt, type Span, type Spoken, spansOf, spokenIn } from "./lesson";
import {
  afterChange,
  afterPlay,
  type Follows,
  isRunning,
  isSame,
  type Setting,
  type Shown,
  STOPPED,
  shownAt,
} from "./shown";
import type { Voice } from "./voice";

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

/** Of the class's sound while the voice counts in. */
const UNDER_VOICE = 0.35;
/** Played before the first count: a word must be asked for before it is due, and a video takes a moment to move. */
const BEFORE_COUNT_S = 0.5;

export function playerOf(video: HTMLVideoElement, routine: Routine, first: Setting): Player {
  const due = cues();
  const listeners = new Set<() => void>();
  let setting = first;
  let spans = spansOf(routine, setting.parts);
  let number = 0;
  let shown = STOPPED;
  let voice: Voice | null = null;
  const time = classTime(video, () => setting.speed);
  /** Where the video was sought to: until it moves on from there, its time tells nothing of when words are due. */
  let stoodAtS = -1;
  let request = 0;
  /** Rises with whatever makes a waiting seek or play out of date. */
  let turn = 0;
  video.preservesPitch = true;

  const spanNow = () => spans[number] as Span;

  function show(next: Partial<Shown>): void {
    const after = { ...shown, ...next };
    if (isSame(shown, after)) return;
    shown = after;
    for (const listener of listeners) listener();
  }

  function counts(span: Span): readonly Spoken[] {
    return setting.counting === "off" ? [] : spokenIn(routine, span, setting.counting);
  }

  /** Whatever was on its way is not wanted any more. */
  function halt(): number {
    voice?.hush();
    cancelAnimationFrame(request);
    time.follow();
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
    if (spoken[0]) voice?.wake();
    const fromS = spoken[0] ? spoken[0].atS - BEFORE_COUNT_S * setting.speed : span.startS;
    show({ ...STOPPED, phase: spoken[0] ? "counting" : "playing" });
    await soughtTo(video, Math.max(fromS, 0));
    if (mine !== turn) return;
    stoodAtS = video.currentTime;
    if (fromS >= 0) return start();
    time.waitFrom(fromS);
    request = requestAnimationFrame(tick);
  }

  function tick(): void {
    if (!isRunning(shown)) return;
    const atS = time.nowS();
    if (time.isWaiting || atS > stoodAtS) due.speak(atS, setting.speed, voice);
    const now = shownAt(routine, spanNow(), setting.counting, atS);
    video.volume = now.phase === "counting" && voice ? UNDER_VOICE : 1;
    show(now);
    if (time.isWaiting && atS >= 0) {
      time.follow();
      void start();
    } else if (atS >= spanNow().endS || video.ended) over();
    else request = requestAnimationFrame(tick);
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

  const follow: Readonly<Record<Follows, () => void>> = {
    first: () => void begin(0),
    again: () => void begin(number),
    on: () => goOn("playing", video.currentTime),
    stop,
    recount: () => due.set(counts(spanNow()), video.currentTime),
  };

  return {
    shown: () => shown,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    play() {
      if (!isRunning(shown)) follow[afterPlay(shown, spanNow(), video.currentTime)]();
    },
    pause() {
      if (!isRunning(shown)) return;
      halt();
      video.pause();
      show({ phase: "paused", counted: null });
    },
    restart: follow.first,
    goTo(atS) {
      const found = spans.findIndex((span) => atS >= span.startS && atS < span.endS);
      if (found < 0) return;
      number = found;
      video.currentTime = atS;
      goOn(isRunning(shown) ? "playing" : "paused", atS);
    },
    change(next) {
      const before = setting;
      setting = next;
      if (String(next.parts) !== String(before.parts)) [spans, number] = [spansOf(routine, next.parts), 0];
      follow[afterChange(before, next, shown)]();
    },
    speakBy(next) {
      voice = next;
    },
    dispose() {
      stop();
      listeners.clear();
    },
  };
}
