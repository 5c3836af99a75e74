/** Draws the lanes that are made of values: ruler, curve, blocks, marks. Device pixels; reads its arguments only. */

import { RATE_HZ } from "../sound/types";
import { type Frame, xOfTime } from "./grid";
import { firstFrom } from "./hit";
import { rulerStep, timeLabel } from "./ruler";
import type { Theme } from "./theme";
import type { Block, Lane, Mark } from "./types";

/** Where a lane is drawn, in device pixels. */
export interface Strip {
  readonly context: CanvasRenderingContext2D;
  readonly frame: Frame;
  readonly theme: Theme;
  readonly top: number;
  readonly rows: number;
}

export function paintRuler({ context, frame, theme, top, rows }: Strip): void {
  const ratio = frame.pixelRatio;
  const stepS = rulerStep(frame.secondsPerColumn * ratio, 90);
  const startS = frame.firstColumn * frame.secondsPerColumn;
  const endS = startS + frame.columns * frame.secondsPerColumn;
  context.fillStyle = theme.text;
  context.font = `${11 * ratio}px ${theme.font}`;
  context.textBaseline = "top";
  for (let k = Math.floor(startS / stepS); k * stepS <= endS; k++) {
    const x = xOfTime(frame, k * stepS);
    context.fillRect(x, top + rows / 2, hairline(ratio), rows / 2);
    context.fillText(timeLabel(k * stepS, stepS), x + 4 * ratio, top + 2 * ratio);
  }
}

export function paintCurve(
  { context, frame, theme, top, rows }: Strip,
  lane: Lane & { kind: "curve" },
): void {
  const { values, startS, stepS } = lane;
  const from = Math.max(0, Math.floor((frame.firstColumn * frame.secondsPerColumn - startS) / stepS) - 1);
  const shown = Math.ceil((frame.columns * frame.secondsPerColumn) / stepS) + 3;
  const to = Math.min(values.length, from + shown);
  context.fillStyle = theme.tone[lane.tone];
  let x = xOfTime(frame, startS + from * stepS);
  for (let k = from; k < to; k++) {
    const next = xOfTime(frame, startS + (k + 1) * stepS);
    const value = values[k] as number;
    // Many values in a column: the bars lie over each other and the highest is seen.
    if (!Number.isNaN(value)) {
      const high = Math.round(Math.min(Math.max(value, 0), 1) * rows);
      context.fillRect(x, top + rows - high, Math.max(1, next - x), high);
    }
    x = next;
  }
}

export function paintBlocks(strip: Strip, blocks: readonly Block[]): void {
  const { context, frame, theme, top, rows } = strip;
  const ratio = frame.pixelRatio;
  context.font = `600 ${11 * ratio}px ${theme.font}`;
  context.textBaseline = "middle";
  for (const block of blocks) {
    const x = xOfTime(frame, block.startS);
    const end = xOfTime(frame, block.endS);
    if (end < 0 || x > frame.columns) continue;
    context.fillStyle = theme.parts[block.colour % theme.parts.length] ?? theme.line;
    context.fillRect(x, top, Math.max(1, end - x), rows);
    context.strokeStyle = block.skewed ? theme.tone.warning : block.selected ? theme.text : theme.ground;
    context.lineWidth = (block.skewed || block.selected ? 2 : 1) * ratio;
    context.strokeRect(x + ratio, top + ratio, Math.max(1, end - x - 2 * ratio), rows - 2 * ratio);
    labelWithin(strip, block.label, Math.max(x, 0) + 6 * ratio, end - 4 * ratio);
  }
}

function labelWithin({ context, theme, top, rows }: Strip, label: string, x: number, end: number): void {
  if (end - x < 12) return;
  context.save();
  context.beginPath();
  context.rect(x, top, end - x, rows);
  context.clip();
  context.fillStyle = theme.text;
  context.fillText(label, x, top + rows / 2);
  context.restore();
}

/** Marks as lines from the bottom of the lane, whose left column is the mark's; labels where there is room. */
export function paintMarks(strip: Strip, marks: readonly Mark[]): void {
  const { context, frame, theme, top, rows } = strip;
  const ratio = frame.pixelRatio;
  const width = hairline(ratio);
  context.font = `${10 * ratio}px ${theme.font}`;
  context.textBaseline = "top";
  let freeFrom = Number.NEGATIVE_INFINITY;
  for (let k = firstSeen(marks, frame); k < marks.length; k++) {
    const mark = marks[k] as Mark;
    const x = xOfTime(frame, mark.atS);
    if (x > frame.columns) break;
    const high = Math.max(2 * ratio, Math.round((mark.strength ?? 1) * rows));
    context.fillStyle = theme.tone[mark.tone];
    context.fillRect(x, top + rows - high, 2 * width, high);
    if (mark.selected) context.fillRect(x - 2 * ratio, top, 4 * ratio + 2 * width, rows);
    if (mark.label && x >= freeFrom) {
      context.fillText(mark.label, x + 4 * ratio, top + ratio);
      freeFrom = x + (8 + 7 * mark.label.length) * ratio;
    }
  }
}

/** The same marks as faint lines through all lanes, `rows` high. */
export function paintThrough({ context, frame, theme, top, rows }: Strip, marks: readonly Mark[]): void {
  const width = hairline(frame.pixelRatio);
  for (let k = firstSeen(marks, frame); k < marks.length; k++) {
    const mark = marks[k] as Mark;
    const x = xOfTime(frame, mark.atS);
    if (x > frame.columns) break;
    context.globalAlpha = mark.selected ? 0.95 : 0.45;
    context.fillStyle = theme.tone[mark.tone];
    context.fillRect(x, top, width, rows);
  }
  context.globalAlpha = 1;
}

/** Index of the first mark whose line or label may be seen. */
function firstSeen(marks: readonly Mark[], frame: Frame): number {
  const room = 80 * frame.pixelRatio;
  return firstFrom(marks, (frame.firstColumn - room) * frame.secondsPerColumn - 1 / RATE_HZ);
}

function hairline(pixelRatio: number): number {
  return Math.max(1, Math.round(pixelRatio));
}
