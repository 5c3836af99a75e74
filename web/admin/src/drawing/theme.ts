/** The colours of the timeline, read from the CSS variables of its host (timeline.css has them for each scheme). */

import type { Tone } from "./types";

export const PART_COLOURS = 6;

export interface Theme {
  readonly tone: Readonly<Record<Tone, string>>;
  readonly parts: readonly string[];
  readonly ground: string;
  readonly line: string;
  readonly text: string;
  readonly playhead: string;
  readonly loop: string;
  readonly selection: string;
  readonly font: string;
}

const TONES: readonly Tone[] = [
  "beat",
  "one",
  "proposal",
  "tap",
  "onset",
  "wave",
  "camera",
  "energy",
  "good",
  "warning",
  "error",
  "muted",
];

export function themeOf(host: HTMLElement): Theme {
  const style = getComputedStyle(host);
  const named = (name: string) => style.getPropertyValue(`--timeline-${name}`).trim() || style.color;
  const tone = Object.fromEntries(TONES.map((name) => [name, named(name)])) as Record<Tone, string>;
  return {
    tone,
    parts: Array.from({ length: PART_COLOURS }, (_, k) => named(`part-${k}`)),
    ground: named("ground"),
    line: named("line"),
    text: named("text"),
    playhead: named("playhead"),
    loop: named("loop"),
    selection: named("selection"),
    font: style.fontFamily,
  };
}
