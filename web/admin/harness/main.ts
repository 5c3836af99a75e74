/**
 * Hands the rooms themselves to a test in a real browser, as `rooms`, with the few readings that only run there.
 * Nothing of the product is done here again.
 */

import { openPeaks } from "../src/drawing/peaks";
import { openTimeline } from "../src/drawing/timeline";
import { followVideo } from "../src/sound/follow_video";
import { renderOffline } from "../src/sound/offline";
import { openPcm } from "../src/sound/pcm";
import { BUSES_AT_FIRST, openTransport } from "../src/sound/transport";
import { loadVoice } from "../src/sound/voice";

/** Output frames at which one channel leaves silence: where a sound begins after at least `quiet` frames of none. */
function onsetsIn(samples: Float32Array, quiet: number): number[] {
  const found: number[] = [];
  let silent = quiet;
  for (let n = 0; n < samples.length; n++) {
    if (Math.abs(samples[n] as number) < 1e-4) silent++;
    else {
      if (silent >= quiet) found.push(n);
      silent = 0;
    }
  }
  return found;
}

/** For each device column of a canvas: the topmost row that differs from the ground colour, or -1. */
function topsOf(canvas: HTMLCanvasElement, top: number, rows: number): number[] {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  const { data, width } = context.getImageData(0, top, canvas.width, rows);
  const ground = data.slice(0, 3);
  return Array.from({ length: width }, (_, x) => {
    for (let y = 0; y < rows; y++) {
      const at = 4 * (y * width + x);
      if (ground.some((value, part) => Math.abs(value - (data[at + part] as number)) > 60)) return y;
    }
    return -1;
  });
}

/** Milliseconds between the frames that the browser drew while `act` ran. */
async function framesDuring(act: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  let request = requestAnimationFrame(function note(now) {
    times.push(now);
    request = requestAnimationFrame(note);
  });
  await act();
  cancelAnimationFrame(request);
  return times.slice(1).map((now, k) => now - (times[k] as number));
}

const rooms = {
  BUSES_AT_FIRST,
  followVideo,
  framesDuring,
  loadVoice,
  onsetsIn,
  openPcm,
  openPeaks,
  openTimeline,
  openTransport,
  renderOffline,
  topsOf,
};
declare global {
  interface Window {
    rooms: typeof rooms;
  }
}
window.rooms = rooms;
