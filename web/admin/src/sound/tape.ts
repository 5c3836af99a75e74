/**
 * The tape: lays music, clicks, voice and camera on the frames of an audio context, ahead of time, as buffers that
 * follow each other without a gap. It knows no clock and no screen; the transport says what runs when, and the
 * offline rendering of tests drives the same tape.
 */

import type { AudioGraph } from "./graph";
import { outEnd, type Run, reelAt, settled, songS } from "./laps";
import type { CueTrack } from "./mixing";
import { cameraRenderer, cueRenderer, type Missing, musicRenderer, type Renderer } from "./renderers";
import { BUSES, type Bus, type CameraReel, RATE_HZ, type Reel } from "./types";

/** Frames of one buffer: half a second. */
const CHUNK = RATE_HZ / 2;
/** How long a run is remembered after another has followed it: longer than any output is late. */
const KEPT = 2 * RATE_HZ;

export interface Tape {
  /** Runs `reel` from `run.outStart` on, in place of whatever was to sound from there. */
  readonly start: (reel: Reel, run: Run) => void;
  /** Silence from an output frame on. */
  readonly stop: (out: number) => void;
  /** The tracks and the camera as heard from output frame `out` on; the music is not touched. */
  readonly setTrack: (bus: "click" | "voice", track: (reel: Reel) => CueTrack, out: number) => void;
  readonly setCamera: (camera: CameraReel | null, out: number) => void;
  /** Schedules up to output frame `until`. Returns what it needs first, or null when it has done all. */
  readonly fill: (until: number) => Missing | null;
  /** Up to where every bus is scheduled. */
  readonly filled: () => number;
  /** The run that sounds last, null when stopped. */
  readonly running: () => { readonly reel: Reel; readonly run: Run } | null;
  /** Song seconds of an output frame; null where nothing ran then. */
  readonly songAt: (out: number) => number | null;
  /** Lets go of what ended before output frame `out`. */
  readonly forget: (out: number) => void;
}

interface Scheduled {
  readonly node: AudioBufferSourceNode;
  readonly from: number;
  readonly to: number;
}

interface Layer {
  readonly input: AudioNode;
  renderer: Renderer | null;
  filled: number;
  scheduled: Scheduled[];
}

interface Entry {
  readonly reel: Reel;
  readonly run: Run;
}

export function openTape(graph: AudioGraph): Tape {
  const layers = Object.fromEntries(
    BUSES.map((bus) => [bus, { input: graph.bus[bus], renderer: null, filled: 0, scheduled: [] } as Layer]),
  ) as Record<Bus, Layer>;
  const tracks: Record<"click" | "voice", ((reel: Reel) => CueTrack) | null> = { click: null, voice: null };
  let camera: CameraReel | null = null;
  /** Runs in order of their start; null is silence. */
  let entries: { readonly out: number; readonly entry: Entry | null }[] = [];
  const running = (): Entry | null => entries.at(-1)?.entry ?? null;

  function enter(out: number, entry: Entry | null): void {
    entries = [...entries.filter((known) => known.out < out), { out, entry }];
    for (const bus of BUSES) cut(layers[bus], out);
  }

  function aim(bus: "click" | "voice" | "camera", out: number): void {
    const entry = running();
    const track = bus === "camera" ? null : tracks[bus];
    const layer = layers[bus];
    cut(layer, Math.max(out, entry?.run.outStart ?? 0));
    if (!entry) return;
    if (track) layer.renderer = cueRenderer(track(entry.reel));
    else layer.renderer = bus === "camera" && camera ? cameraRenderer(camera, entry.reel) : null;
  }

  function start(reel: Reel, run: Run): void {
    enter(run.outStart, { reel, run: settled(run) });
    layers.music.renderer = musicRenderer(reel);
    for (const bus of ["click", "voice", "camera"] as const) aim(bus, run.outStart);
  }

  function fill(until: number): Missing | null {
    const entry = running();
    if (!entry) return null;
    // Every bus is filled as far as it goes: one that waits for its file does not keep the others back.
    const lacking = BUSES.map((bus) => fillLayer(graph.context, layers[bus], entry.run, until));
    return lacking.find((missing) => missing !== null) ?? null;
  }

  function songAt(out: number): number | null {
    const known = entries.findLast((candidate) => candidate.out <= out) ?? null;
    if (!known?.entry) return null;
    const { reel, run } = known.entry;
    return songS(reelAt(run, out), reel.originS, reel.rate);
  }

  function forget(out: number): void {
    entries = entries.filter((_, k) => (entries[k + 1]?.out ?? Number.POSITIVE_INFINITY) > out - KEPT);
    for (const bus of BUSES)
      layers[bus].scheduled = layers[bus].scheduled.filter((known) => kept(known, out));
  }

  return {
    start,
    stop: (out) => enter(out, null),
    setTrack: (bus, track, out) => {
      tracks[bus] = track;
      aim(bus, out);
    },
    setCamera: (next, out) => {
      camera = next;
      aim("camera", out);
    },
    fill,
    filled: () => Math.min(...BUSES.map((bus) => layers[bus].filled)),
    running,
    songAt,
    forget,
  };
}

function fillLayer(context: BaseAudioContext, layer: Layer, run: Run, until: number): Missing | null {
  // The last click may ring on for a moment after the music has ended.
  const end = Math.min(until, outEnd(run) + CHUNK);
  while (layer.filled < end) {
    const from = layer.filled;
    const length = Math.min(CHUNK, end - from);
    const rendered = layer.renderer?.(run, from, length) ?? null;
    if (rendered?.kind === "missing") return rendered.missing;
    if (rendered?.kind === "sound") {
      const node = new AudioBufferSourceNode(context, { buffer: rendered.buffer });
      node.connect(layer.input);
      node.start(from / RATE_HZ);
      layer.scheduled.push({ node, from, to: from + length });
    }
    layer.filled = from + length;
  }
  return null;
}

/** Ends a layer at output frame `out`; it is filled again from there. */
function cut(layer: Layer, out: number): void {
  for (const { node, from, to } of layer.scheduled) {
    if (from >= out) node.disconnect();
    if (to > out) node.stop(Math.max(from, out) / RATE_HZ);
  }
  layer.scheduled = layer.scheduled.filter(({ from }) => from < out);
  layer.filled = out;
}

function kept({ node, to }: Scheduled, out: number): boolean {
  if (to >= out) return true;
  node.disconnect();
  return false;
}
