/** Paints whole layers of lanes, and keeps the tiles of those that are made of samples while their sound is shown. */

import type { Scope } from "../sound/scope";
import type { PcmSource, Span } from "../sound/types";
import { type Frame, xOfTime } from "./grid";
import type { Placed } from "./hit";
import { paintBlocks, paintCurve, paintMarks, paintRuler, paintThrough, type Strip } from "./lane_paint";
import { type SpectrumTiles, spectrumTiles } from "./spectrum_tiles";
import type { Surface } from "./surface";
import type { Theme } from "./theme";
import type { WaveSound } from "./types";
import { type Fetcher, type WaveTiles, waveTiles } from "./wave_tiles";

export interface LaneArt {
  /** Waveforms, spectrograms, curves and the ruler. */
  readonly paintGround: (on: Surface, frame: Frame, theme: Theme, placed: readonly Placed[]) => void;
  /** Blocks, marks, the loop and the selection. */
  readonly paintOver: (
    on: Surface,
    frame: Frame,
    theme: Theme,
    placed: readonly Placed[],
    loop: Span | null,
    selection: Span | null,
  ) => void;
}

export function openLaneArt(scope: Scope, fetcher: Fetcher, changed: () => void): LaneArt {
  const waves = new Map<WaveSound, WaveTiles>();
  const spectra = new Map<PcmSource, SpectrumTiles>();
  scope.add(() => {
    for (const tiles of spectra.values()) tiles.close();
  });

  function waveOf(sound: WaveSound): WaveTiles {
    const tiles = waves.get(sound) ?? waveTiles(sound, fetcher);
    waves.set(sound, tiles);
    return tiles;
  }

  function spectrumOf(pcm: PcmSource): SpectrumTiles {
    const tiles = spectra.get(pcm) ?? spectrumTiles(pcm, fetcher, changed);
    spectra.set(pcm, tiles);
    return tiles;
  }

  /** Lets go of the tiles of sounds that are in no lane any more. */
  function tidy(placed: readonly Placed[]): void {
    for (const sound of waves.keys()) {
      if (!placed.some(({ lane }) => lane.kind === "waveform" && lane.sound === sound)) waves.delete(sound);
    }
    for (const [pcm, tiles] of spectra) {
      if (placed.some(({ lane }) => lane.kind === "spectrogram" && lane.pcm === pcm)) continue;
      tiles.close();
      spectra.delete(pcm);
    }
  }

  function paintGround(on: Surface, frame: Frame, theme: Theme, placed: readonly Placed[]): void {
    tidy(placed);
    begin(on, frame, placed);
    on.context.fillStyle = theme.ground;
    on.context.fillRect(0, 0, on.canvas.width, on.canvas.height);
    for (const { lane, topPx } of placed) {
      const strip = stripOf(on, frame, theme, topPx, lane.heightPx);
      if (lane.kind === "ruler") paintRuler(strip);
      if (lane.kind === "curve") paintCurve(strip, lane);
      if (lane.kind === "waveform") {
        waveOf(lane.sound).draw(on.context, frame, strip.top, strip.rows, theme.tone[lane.tone]);
      }
      if (lane.kind === "spectrogram") spectrumOf(lane.pcm).draw(on.context, frame, strip.top, strip.rows);
      on.context.fillStyle = theme.line;
      on.context.fillRect(0, strip.top + strip.rows - 1, frame.columns, 1);
    }
  }

  function paintOver(
    on: Surface,
    frame: Frame,
    theme: Theme,
    placed: readonly Placed[],
    loop: Span | null,
    selection: Span | null,
  ): void {
    begin(on, frame, placed);
    if (loop) paintSpan(on, frame, loop, theme.loop);
    if (selection) paintSpan(on, frame, selection, theme.selection);
    for (const { lane, topPx } of placed) {
      const strip = stripOf(on, frame, theme, topPx, lane.heightPx);
      if (lane.kind === "blocks") paintBlocks(strip, lane.blocks);
      if (lane.kind !== "marks") continue;
      if (lane.through) paintThrough({ ...strip, top: 0, rows: on.canvas.height }, lane.marks);
      paintMarks(strip, lane.marks);
    }
  }

  return { paintGround, paintOver };
}

function begin(on: Surface, frame: Frame, placed: readonly Placed[]): void {
  const last = placed.at(-1);
  const heightPx = last ? last.topPx + last.lane.heightPx : 0;
  on.resize(frame.columns, Math.round(heightPx * frame.pixelRatio), frame.pixelRatio);
  on.context.clearRect(0, 0, on.canvas.width, on.canvas.height);
}

function stripOf(on: Surface, frame: Frame, theme: Theme, topPx: number, heightPx: number): Strip {
  const top = Math.round(topPx * frame.pixelRatio);
  const rows = Math.round((topPx + heightPx) * frame.pixelRatio) - top;
  return { context: on.context, frame, theme, top, rows };
}

/** A veil that lets the sound be seen, between two firm edges. */
function paintSpan(on: Surface, frame: Frame, span: Span, colour: string): void {
  const { context, canvas } = on;
  const x = xOfTime(frame, span.startS);
  const end = xOfTime(frame, span.endS);
  const edge = Math.round(2 * frame.pixelRatio);
  context.fillStyle = colour;
  context.globalAlpha = 0.14;
  context.fillRect(x, 0, Math.max(1, end - x), canvas.height);
  context.globalAlpha = 0.8;
  context.fillRect(x - edge, 0, edge, canvas.height);
  context.fillRect(end, 0, edge, canvas.height);
  context.globalAlpha = 1;
}
