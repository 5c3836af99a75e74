/** Frames of the class video and instants of its clock. Frame k is shown from k / rate on. Pure. */

export type Film = Readonly<{ frames: number; rateHz: number }>;

/** The frame that begins at a media time, as the browser tells it of a shown frame (with its rounding). */
export function frameOf(mediaS: number, { rateHz, frames }: Film): number {
  return within(Math.round(mediaS * rateHz), frames);
}

/** The frame that is shown at an instant. */
export function frameAt(atS: number, { rateHz, frames }: Film): number {
  return within(Math.floor(atS * rateHz + 1e-6), frames);
}

/** Where to seek so that this very frame is shown: its middle, away from both edges. */
export function seekS(frame: number, { rateHz, frames }: Film): number {
  return (within(frame, frames) + 0.5) / rateHz;
}

function within(frame: number, frames: number): number {
  return Math.min(Math.max(frame, 0), Math.max(frames - 1, 0));
}
