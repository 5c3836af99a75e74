/** Samples -> levels of a spectrogram on a mel scale. Pure; runs in the worker. */

import FFT from "fft.js";
import { RATE_HZ } from "../sound/types";

/** Rows of a spectrogram, from LOWEST_HZ at the bottom to HIGHEST_HZ at the top. */
export const ROWS = 112;
const LOWEST_HZ = 40;
const HIGHEST_HZ = 16_000;
/** Levels of a full-scale sine in decibels that are drawn darkest and brightest. */
const QUIET_DB = -78;
const LOUD_DB = -6;

export interface SpectrumRequest {
  /** Column k is the window that is centred on sample `size / 2 + k * hop`. */
  readonly samples: Float32Array<ArrayBuffer>;
  readonly hop: number;
  readonly size: number;
  readonly columns: number;
}

/** Mel of Slaney's and O'Shaughnessy's formula, 2595 log10(1 + f / 700). */
const melOf = (hz: number) => 2595 * Math.log10(1 + hz / 700);
const hzOf = (mel: number) => 700 * (10 ** (mel / 2595) - 1);

/** The middle of a row in Hz, row 0 the lowest. */
export function rowHz(row: number): number {
  const low = melOf(LOWEST_HZ);
  return hzOf(low + ((row + 0.5) / ROWS) * (melOf(HIGHEST_HZ) - low));
}

/** Levels 0 to 255, row by row from the top, `columns` in each. */
export function levelsOf({ samples, hop, size, columns }: SpectrumRequest): Uint8Array {
  const fft = new FFT(size);
  const window = hann(size);
  const spectrum: number[] = fft.createComplexArray();
  const frame = new Array<number>(size);
  const bands = bandsOf(size);
  const levels = new Uint8Array(ROWS * columns);
  const powers = new Float64Array(size / 2 + 1);
  for (let c = 0; c < columns; c++) {
    for (let n = 0; n < size; n++) frame[n] = (samples[c * hop + n] ?? 0) * (window[n] as number);
    fft.realTransform(spectrum, frame);
    for (let k = 0; k <= size / 2; k++)
      powers[k] = (spectrum[2 * k] as number) ** 2 + (spectrum[2 * k + 1] as number) ** 2;
    for (let row = 0; row < ROWS; row++) {
      levels[(ROWS - 1 - row) * columns + c] = levelOf(loudest(powers, bands, row), size);
    }
  }
  return levels;
}

/** The strongest bin of a row's band, between bins where the band is narrower than one. */
function loudest(powers: Float64Array, bands: Float64Array, row: number): number {
  const low = bands[row] as number;
  const high = bands[row + 1] as number;
  if (high - low < 1) {
    const middle = (low + high) / 2;
    const k = Math.floor(middle);
    return (powers[k] as number) + (middle - k) * ((powers[k + 1] as number) - (powers[k] as number));
  }
  let most = 0;
  for (let k = Math.ceil(low); k <= Math.floor(high); k++) most = Math.max(most, powers[k] as number);
  return most;
}

/** A sine of full scale under a Hann window has a power of (size / 4) ** 2 in its bin. */
function levelOf(power: number, size: number): number {
  const db = 10 * Math.log10(power / (size / 4) ** 2 + 1e-12);
  return Math.round(255 * Math.min(Math.max((db - QUIET_DB) / (LOUD_DB - QUIET_DB), 0), 1));
}

/** Edges of the rows in bins. */
function bandsOf(size: number): Float64Array {
  const low = melOf(LOWEST_HZ);
  const perRow = (melOf(HIGHEST_HZ) - low) / ROWS;
  return Float64Array.from({ length: ROWS + 1 }, (_, row) => (hzOf(low + row * perRow) * size) / RATE_HZ);
}

function hann(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
}
