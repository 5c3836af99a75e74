/**
 * A waveform as tiles: strips of 512 columns that are drawn once for each zoom and moved when the view scrolls.
 * From the samples themselves in near views, from peaks in far ones and until the samples are there.
 */

import type { PcmSource } from "../sound/types";
import { columnsOfPeaks, columnsOfSamples, EXACT_BELOW, joined } from "./columns";
import { columnOf, type Frame, firstSampleOf, type Grid, gridOf } from "./grid";
import { readMono } from "./mono";
import { contextOf } from "./surface";
import type { WaveSound } from "./types";

const TILE_COLUMNS = 512;
/** Tiles kept beyond those that are seen. */
const SPARE_TILES = 8;
/** From this many device pixels between samples on each has a dot. */
const DOTS_FROM_PX = 6;

/** Loads samples and draws again when they are there; tells a failure once. */
export type Fetcher = (pcm: PcmSource, from: number, to: number) => void;

export interface WaveTiles {
  /** Draws what the frame sees; `top` and `rows` in device pixels. */
  readonly draw: (
    into: CanvasRenderingContext2D,
    frame: Frame,
    top: number,
    rows: number,
    colour: string,
  ) => void;
  readonly forget: () => void;
}

interface Tile {
  readonly canvas: HTMLCanvasElement;
  index: number;
  /** Drawn from peaks as the samples are still on their way. */
  rough: boolean;
}

export function waveTiles(sound: WaveSound, fetcher: Fetcher): WaveTiles {
  let tiles: Tile[] = [];
  let spare: HTMLCanvasElement[] = [];
  let drawnFor = { secondsPerColumn: 0, rows: 0, colour: "" };
  const low = new Float32Array(TILE_COLUMNS);
  const high = new Float32Array(TILE_COLUMNS);

  function forget(): void {
    spare.push(...tiles.map((tile) => tile.canvas));
    tiles = [];
  }

  function newTile(index: number): Tile {
    const tile = { canvas: spare.pop() ?? document.createElement("canvas"), index, rough: true };
    tiles.push(tile);
    return tile;
  }

  function paint(tile: Tile, frame: Frame, rows: number, colour: string): void {
    tile.canvas.width = TILE_COLUMNS; // also empties it
    tile.canvas.height = rows;
    const context = contextOf(tile.canvas);
    context.fillStyle = colour;
    context.strokeStyle = colour;
    const grid = gridOf(frame.secondsPerColumn, sound.alignment);
    const first = tile.index * TILE_COLUMNS;
    tile.rough = grid.perColumn < EXACT_BELOW && !paintExact(context, grid, first, rows);
    if (tile.rough || grid.perColumn >= EXACT_BELOW) {
      columnsOfPeaks(sound.peaks, grid, first, low, high);
      paintColumns(context, low, high, rows);
    }
  }

  /** False while samples are not in memory. */
  function paintExact(context: CanvasRenderingContext2D, grid: Grid, first: number, rows: number): boolean {
    const from = firstSampleOf(grid, first) - 1;
    const to = firstSampleOf(grid, first + TILE_COLUMNS) + 1;
    const samples = new Float32Array(to - from);
    if (!readMono(sound.pcm, from, samples)) {
      fetcher(sound.pcm, from, to);
      return false;
    }
    if (grid.perColumn < 1) {
      paintSamples(context, samples, from, grid, first, rows);
    } else {
      columnsOfSamples(samples, from, grid, first, low, high);
      joined(low, high);
      paintColumns(context, low, high, rows);
    }
    return true;
  }

  function draw(
    into: CanvasRenderingContext2D,
    frame: Frame,
    top: number,
    rows: number,
    colour: string,
  ): void {
    const { secondsPerColumn, firstColumn, columns } = frame;
    if (
      drawnFor.secondsPerColumn !== secondsPerColumn ||
      drawnFor.rows !== rows ||
      drawnFor.colour !== colour
    ) {
      forget();
      drawnFor = { secondsPerColumn, rows, colour };
    }
    const from = Math.floor(firstColumn / TILE_COLUMNS);
    const to = Math.floor((firstColumn + columns - 1) / TILE_COLUMNS);
    for (let index = from; index <= to; index++) {
      let tile = tileAt(tiles, index);
      if (!tile || tile.rough) {
        tile ??= newTile(index);
        paint(tile, frame, rows, colour);
      }
      into.drawImage(tile.canvas, index * TILE_COLUMNS - firstColumn, top);
    }
    while (tiles.length > to - from + 1 + SPARE_TILES) spare.push((tiles.shift() as Tile).canvas);
    if (spare.length > SPARE_TILES) spare = spare.slice(0, SPARE_TILES);
  }

  return { draw, forget };
}

function tileAt(tiles: readonly Tile[], index: number): Tile | undefined {
  for (const tile of tiles) if (tile.index === index) return tile;
  return undefined;
}

/** One bar a column, at least one pixel high; none where there is no sound. */
function paintColumns(
  context: CanvasRenderingContext2D,
  low: Float32Array,
  high: Float32Array,
  rows: number,
): void {
  context.beginPath();
  for (let c = 0; c < low.length; c++) {
    if (Number.isNaN(low[c] as number)) continue;
    const top = rowOf(high[c] as number, rows);
    context.rect(c, top, 1, Math.max(1, rowOf(low[c] as number, rows) - top));
  }
  context.fill();
}

/** Samples further apart than a pixel: a line through them, and dots. */
function paintSamples(
  context: CanvasRenderingContext2D,
  samples: Float32Array,
  from: number,
  grid: Grid,
  first: number,
  rows: number,
): void {
  context.lineWidth = 1;
  context.beginPath();
  for (let k = 0; k < samples.length; k++) {
    context.lineTo(columnOf(grid, from + k) - first + 0.5, rowOf(samples[k] as number, rows));
  }
  context.stroke();
  if (grid.perColumn * DOTS_FROM_PX > 1) return;
  for (let k = 0; k < samples.length; k++) {
    context.fillRect(columnOf(grid, from + k) - first - 1, rowOf(samples[k] as number, rows) - 1.5, 3, 3);
  }
}

function rowOf(value: number, rows: number): number {
  const middle = rows / 2;
  return middle - Math.min(Math.max(value, -1), 1) * (middle - 1);
}
