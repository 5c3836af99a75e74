/**
 * Which landmarks of a class are drawn when. The net doubts a knee before a dark hedge for a second, and names it rightly
 * all the same: a limb that came and went would be looked at rather than followed. Pure.
 */

import { LANDMARKS } from "@eightcount/runtime";

const VALUES = 4;
const MARKS = LANDMARKS.length;
/** Where the net is as sure as this, a landmark is drawn, and for as long before and after as it is not quite lost. */
const SURE = 0.5;
const LOST = 0.2;

/** Is that landmark drawn in that frame? */
export type Believed = (frame: number, mark: number) => boolean;

/** @param image x, y, z and visibility of 33 landmarks for each frame; NaN where nobody is seen */
export function believedIn(image: ArrayLike<number>): Believed {
  const frames = Math.floor(image.length / (VALUES * MARKS));
  const believed = new Uint8Array(frames * MARKS);
  const sight = (frame: number, mark: number) => image[(frame * MARKS + mark) * VALUES + 3] as number;
  for (let mark = 0; mark < MARKS; mark++) {
    // Forwards, then backwards: from every sure frame on, until it is lost.
    for (const [first, step] of [
      [0, 1],
      [frames - 1, -1],
    ] as const) {
      let isOn = false;
      for (let frame = first; frame >= 0 && frame < frames; frame += step) {
        isOn = sight(frame, mark) >= (isOn ? LOST : SURE);
        if (isOn) believed[frame * MARKS + mark] = 1;
      }
    }
  }
  return (frame, mark) => believed[frame * MARKS + mark] === 1;
}
