/**
 * A spectrogram as tiles that a worker paints, nearest to the view first; the page only lays the pictures where they
 * belong and never waits. Until a tile of this zoom is there, the last known ones of another zoom show.
 */

import { openScope } from "../sound/scope";
import { type PcmSource, RATE_HZ } from "../sound/types";
import type { Frame } from "./grid";
import { readMono } from "./mono";
import type { SpectrumRequest } from "./spectrum";
import type { SpectrumPicture } from "./spectrum.worker";
import type { Fetcher } from "./wave_tiles";

const TILE_COLUMNS = 128;
const FINEST_HOP = 64;
/** Tiles of hops up to this many times the wanted one show until its own are there. */
const COARSEST = 16;
/** About 20 MB of pictures. */
const KEPT_TILES = 320;

export interface SpectrumTiles {
  /** Draws what is there; `top` and `rows` in device pixels. */
  readonly draw: (into: CanvasRenderingContext2D, frame: Frame, top: number, rows: number) => void;
  /** Tiles of the last view that are not painted yet. */
  readonly pending: () => number;
  readonly close: () => void;
}

interface Tile {
  readonly hop: number;
  readonly index: number;
  readonly bitmap: ImageBitmap;
  used: number;
}

export function spectrumTiles(pcm: PcmSource, fetcher: Fetcher, changed: () => void): SpectrumTiles {
  const scope = openScope();
  const worker = new Worker(new URL("./spectrum.worker.ts", import.meta.url), { type: "module" });
  scope.add(() => worker.terminate());
  const tiles = new Map<number, Tile>();
  let painting: { readonly hop: number; readonly index: number } | null = null;
  let turn = 0;
  let lacking = 0;
  scope.add(() => {
    for (const tile of tiles.values()) tile.bitmap.close();
    tiles.clear();
  });
  scope.listen(worker, "message", ({ data }: MessageEvent<SpectrumPicture>) => {
    if (painting) keep({ ...painting, bitmap: data.bitmap, used: turn });
    painting = null;
    changed();
  });

  function keep(tile: Tile): void {
    tiles.set(keyOf(tile.hop, tile.index), tile);
    if (tiles.size <= KEPT_TILES) return;
    const oldest = [...tiles.entries()].reduce((a, b) => (b[1].used < a[1].used ? b : a));
    oldest[1].bitmap.close();
    tiles.delete(oldest[0]);
  }

  function ask(hop: number, index: number): void {
    const size = hop <= 128 ? 1024 : 2048;
    const samples = new Float32Array((TILE_COLUMNS - 1) * hop + size);
    // Each column's window is centred on the middle of the samples that the column covers.
    const from = index * TILE_COLUMNS * hop + hop / 2 - size / 2;
    if (!readMono(pcm, from, samples)) {
      fetcher(pcm, from, from + samples.length);
      return;
    }
    painting = { hop, index };
    const request: SpectrumRequest = { samples, hop, size, columns: TILE_COLUMNS };
    worker.postMessage(request, [samples.buffer]);
  }

  function draw(into: CanvasRenderingContext2D, frame: Frame, top: number, rows: number): void {
    turn++;
    const wanted = hopFor(frame.secondsPerColumn * frame.pixelRatio);
    const { from, to, columnsPerTile } = seen(frame, wanted);
    const middle = (frame.firstColumn + frame.columns / 2) / columnsPerTile - 0.5;
    const nearest = nearestLacking(wanted, from, to, middle);
    if (lacking) for (let hop = wanted * COARSEST; hop > wanted; hop /= 2) lay(into, frame, top, rows, hop);
    lay(into, frame, top, rows, wanted);
    if (lacking && !painting) ask(wanted, nearest);
  }

  /** Counts what is lacking of tiles from ... to, and returns the one nearest to the middle. */
  function nearestLacking(hop: number, from: number, to: number, middle: number): number {
    let nearest = Number.NaN;
    lacking = 0;
    for (let index = from; index <= to; index++) {
      if (tiles.has(keyOf(hop, index))) continue;
      lacking++;
      if (!(Math.abs(index - middle) >= Math.abs(nearest - middle))) nearest = index;
    }
    return nearest;
  }

  /** The tiles of a hop that the frame sees. */
  function seen(frame: Frame, hop: number) {
    const columnsPerTile = (TILE_COLUMNS * hop) / (frame.secondsPerColumn * RATE_HZ);
    const last = Math.floor((pcm.frames - 1) / (TILE_COLUMNS * hop));
    return {
      columnsPerTile,
      from: Math.max(0, Math.floor(frame.firstColumn / columnsPerTile)),
      to: Math.min(Math.floor((frame.firstColumn + frame.columns) / columnsPerTile), last),
    };
  }

  function lay(into: CanvasRenderingContext2D, frame: Frame, top: number, rows: number, hop: number): void {
    const { from, to, columnsPerTile } = seen(frame, hop);
    for (let index = from; index <= to; index++) {
      const tile = tiles.get(keyOf(hop, index));
      if (!tile) continue;
      tile.used = turn;
      const left = Math.round(index * columnsPerTile) - frame.firstColumn;
      const right = Math.round((index + 1) * columnsPerTile) - frame.firstColumn;
      into.drawImage(tile.bitmap, left, top, right - left, rows);
    }
  }

  return { draw, pending: () => lacking, close: scope.close };
}

/** The power of two at or below the samples in a CSS pixel. */
export function hopFor(secondsPerPixel: number): number {
  return Math.max(FINEST_HOP, 2 ** Math.floor(Math.log2(secondsPerPixel * RATE_HZ)));
}

function keyOf(hop: number, index: number): number {
  return Math.log2(hop) * 2 ** 32 + index;
}
