/**
 * Plays a lesson on a class video: span after span, each counted in, over and over where it is to loop. Holds no words
 * and draws nothing; who shows it listens to its state.
 */

import type { Routine } from "@eightcount/runtime";
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
  /** Begins, or goes on from where it paused. */
  play(): void;
  pause(): void;
  /** From the first part picked. */
  restart(): void;
  /** From a step, counted in by nothing. */
  goTo(atS: number): void;
  change(setting: Setting): void;
  speakBy(voice: Voice | null): void;
  dispose(): void;
}

const STOPPED: Shown = { phase: "stopped", place: null, counted: null, refused: false };
/** Of the class's sound while the voice counts in. */
const UNDER_VOICE = 0.35;
/** A wait before the video's first frame, in page milliseconds at which class second 0 falls. */
const NOT_WAITING = Number.NaN;

export function playerOf(video: HTMLVideoElement, routine: Routine, first: Setting): Player {
  let setting = first;
  let spans = spansOf(routine, setting.parts);
  let number = 0;
  let due: readonly Spoken[] = [];
  let nextDue = 0;
  let zeroAtMs = NOT_WAITING;
  let shown = STOPPED;
  let voice: Voice | null = null;
  let frame = 0;
  /** Rises with whatever makes a waiting seek or play out of date. */
  let turn = 0;
  const listeners = new Set<() => void>();
  video.preservesPitch = true;

  function show(next: Partial<Shown>): void {
    const after = { ...shown, ...next };
    const isSame =
      after.phase === shown.phase &&
      after.counted === shown.counted &&
      after.refused === shown.refused &&
      after.place?.part === shown.place?.part &&
      after.place?.count === shown.place?.count;
    if (isSame) return;
    shown = after;
    for (const listener of listeners) listener();
  }

  /** Seconds of the class video, on from before its first frame. */
  function nowS(): number {
    if (Number.isNaN(zeroAtMs)) return video.currentTime;
    return ((performance.now() - zeroAtMs) / 1000) * setting.speed;
  }

  function rate(): void {
    video.defaultPlaybackRate = setting.speed;
    video.playbackRate = setting.speed;
  }

  async function start(): Promise<void> {
    const mine = ++turn;
    rate();
    try {
      await video.play();
    } catch (error) {
      const isPaused = error instanceof DOMException && error.name === "AbortError";
      if (mine === turn && !isPaused) stop(true);
    }
  }

  async function begin(index: number): Promise<void> {
    const span = spans[index] as Span;
    number = index;
    const mine = ++turn;
    hush();
    video.pause();
    due = setting.counting === "off" ? [] : spokenIn(routine, span, setting.counting);
    nextDue = 0;
    const fromS = due[0] ? Math.min(due[0].atS, span.startS) : span.startS;
    zeroAtMs = NOT_WAITING;
    show({ phase: due.length > 0 ? "counting" : "playing", refused: false, counted: null, place: null });
    await soughtTo(video, Math.max(fromS, 0));
    if (mine !== turn) return;
    if (fromS < 0) zeroAtMs = performance.now() - (fromS / setting.speed) * 1000;
    else void start();
    watch();
  }

  function watch(): void {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(tick);
  }

  function tick(): void {
    const span = spans[number];
    if (!span || shown.phase === "stopped" || shown.phase === "paused") return;
    const atS = nowS();
    if (!Number.isNaN(zeroAtMs) && atS >= 0) {
      zeroAtMs = NOT_WAITING;
      void start();
    }
    speakDue(atS);
    const isLead = atS < span.startS;
    video.volume = isLead && voice && due.length > 0 ? UNDER_VOICE : 1;
    show(
      isLead
        ? { phase: "counting", counted: leadCount(span, atS), place: null }
        : { phase: "playing", counted: null, place: placeAt(routine, atS) },
    );
    if (atS >= span.endS || video.ended) over();
    else watch();
  }

  function leadCount(span: Span, atS: number): number | null {
    const index = span.leadS.findLastIndex((beatS) => beatS <= atS);
    return due.length > 0 && index >= 0 ? 9 - span.leadS.length + index : null;
  }

  function speakDue(atS: number): void {
    for (let next = due[nextDue]; next; next = due[nextDue]) {
      const inS = (next.atS - atS) / setting.speed;
      if (inS > (voice?.aheadS ?? 0)) return;
      voice?.speak(next.count, inS);
      nextDue++;
    }
  }

  function over(): void {
    if (number + 1 < spans.length) void begin(number + 1);
    else if (setting.loop) void begin(0);
    else stop();
  }

  function stop(refused = false): void {
    turn++;
    hush();
    cancelAnimationFrame(frame);
    video.pause();
    zeroAtMs = NOT_WAITING;
    show({ ...STOPPED, refused });
  }

  function hush(): void {
    voice?.hush();
  }

  return {
    shown: () => shown,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    play() {
      if (shown.phase !== "paused") {
        if (shown.phase === "stopped") void begin(0);
        return;
      }
      if (video.currentTime < (spans[number]?.startS ?? 0)) {
        void begin(number);
        return;
      }
      show({ phase: "playing" });
      nextDue = due.findIndex(({ atS }) => atS > video.currentTime);
      if (nextDue < 0) nextDue = due.length;
      void start();
      watch();
    },
    pause() {
      if (shown.phase === "stopped" || shown.phase === "paused") return;
      turn++;
      hush();
      cancelAnimationFrame(frame);
      zeroAtMs = NOT_WAITING;
      video.pause();
      show({ phase: "paused", counted: null });
    },
    restart: () => void begin(0),
    goTo(atS) {
      const found = spans.findIndex((span) => atS >= span.startS && atS < span.endS);
      if (found < 0) return;
      const wasPlaying = shown.phase === "playing" || shown.phase === "counting";
      turn++;
      hush();
      number = found;
      zeroAtMs = NOT_WAITING;
      const span = spans[found] as Span;
      due = setting.counting === "all" ? spokenIn(routine, span, "all") : [];
      nextDue = due.findIndex((each) => each.atS >= atS);
      if (nextDue < 0) nextDue = due.length;
      video.currentTime = atS;
      show({ phase: wasPlaying ? "playing" : "paused", counted: null, place: placeAt(routine, atS) });
      if (!wasPlaying) return;
      void start();
      watch();
    },
    change(next) {
      const isOtherParts = String(next.parts) !== String(setting.parts);
      setting = next;
      hush();
      if (isOtherParts) {
        spans = spansOf(routine, setting.parts);
        if (shown.phase === "counting" || shown.phase === "playing") void begin(0);
        else stop();
      } else if (!Number.isNaN(zeroAtMs)) {
        void begin(number);
      } else {
        rate();
        const span = spans[number];
        due = span && setting.counting !== "off" ? spokenIn(routine, span, setting.counting) : [];
        nextDue = due.findIndex(({ atS }) => atS > video.currentTime);
        if (nextDue < 0) nextDue = due.length;
      }
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

/** When the video shows that time. A video that is not loaded so far does so as soon as it is. */
async function soughtTo(video: HTMLVideoElement, atS: number): Promise<void> {
  if (video.readyState === 0) await happened(video, "loadedmetadata");
  if (Math.abs(video.currentTime - atS) < 0.001 && !video.seeking) return;
  const sought = happened(video, "seeked");
  video.currentTime = atS;
  await sought;
}

function happened(video: HTMLVideoElement, name: "loadedmetadata" | "seeked"): Promise<void> {
  return new Promise((resolve) => {
    video.addEventListener(name, () => resolve(), { once: true });
  });
}
