/** Paints how far each joint was off over time: a row for each, the band of its tolerance at the bottom. */
import { FEATURE_NAMES, type FeatureName } from "@eightcount/runtime/classpack";
import type { Sheet, StepSheet } from "@eightcount/runtime/scoring";
import { contextOf } from "../drawing/surface";
import type { Theme } from "../drawing/theme";
import type { Span } from "../sound/types";
import { offAt, type Trace } from "./trace";

export const ROW_PX = 24;
/** Tolerances at the top of a row; more is drawn there. */
const TOP = 3;
const DOT_PX = 2.5;

type Shown = Readonly<{ sheet: Sheet; trace: Trace | null; chosen: StepSheet | null; span: Span }>;

/** From where the steps begin to where the last is judged. */
export function spanOf({ steps }: Sheet, trace: Trace | null): Span {
  const startS = Math.min(trace?.timesS[0] ?? Number.POSITIVE_INFINITY, steps[0]?.videoS ?? 0);
  const endS = Math.max(trace?.timesS.at(-1) ?? 0, steps.at(-1)?.videoS ?? 1);
  const aroundS = 0.01 * (endS - startS);
  return { startS: startS - aroundS, endS: endS + aroundS };
}

export function xOf(atS: number, { startS, endS }: Span, widthPx: number): number {
  return ((atS - startS) / (endS - startS)) * widthPx;
}

export function timeOf(x: number, { startS, endS }: Span, widthPx: number): number {
  return startS + (x / widthPx) * (endS - startS);
}

export function paintLanes(canvas: HTMLCanvasElement, theme: Theme, shown: Shown): void {
  const [width, height] = [canvas.clientWidth, ROW_PX * FEATURE_NAMES.length];
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  const context = contextOf(canvas);
  context.scale(devicePixelRatio, devicePixelRatio);
  context.fillStyle = theme.ground;
  context.fillRect(0, 0, width, height);
  paintSteps(context, theme, shown, width, height);
  for (const [row, name] of FEATURE_NAMES.entries())
    paintRow(context, theme, shown, { name, bottom: (row + 1) * ROW_PX, width });
}

function paintSteps(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { sheet, chosen, span }: Shown,
  width: number,
  height: number,
): void {
  for (const step of sheet.steps) {
    const isChosen = step === chosen;
    context.fillStyle = isChosen ? theme.selection : theme.line;
    context.fillRect(xOf(step.videoS, span, width) - (isChosen ? 1 : 0.5), 0, isChosen ? 2 : 1, height);
  }
}

type Row = Readonly<{
  name: FeatureName;
  /** From the top of the canvas to where the row ends. */
  bottom: number;
  width: number;
}>;

/** How many tolerances lie how high. */
function yOf(off: number, bottom: number): number {
  return bottom - 1 - (Math.min(off, TOP) / TOP) * (ROW_PX - 3);
}

function paintRow(context: CanvasRenderingContext2D, theme: Theme, shown: Shown, row: Row): void {
  const { bottom, width } = row;
  context.globalAlpha = 0.18;
  context.fillStyle = theme.tone.good;
  context.fillRect(0, yOf(1, bottom), width, bottom - yOf(1, bottom));
  context.globalAlpha = 1;
  context.fillStyle = theme.line;
  context.fillRect(0, bottom - 0.5, width, 0.5);
  if (shown.trace !== null) paintLine(context, theme, shown.trace, shown.span, row);
  for (const step of shown.sheet.steps) {
    const judged = offAt(step, row.name, shown.sheet.scoring);
    if (judged === null) continue;
    context.fillStyle = judged > 1 ? theme.tone.error : theme.tone.wave;
    context.beginPath();
    context.arc(xOf(step.videoS, shown.span, width), yOf(judged, bottom), DOT_PX, 0, 2 * Math.PI);
    context.fill();
  }
}

function paintLine(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { timesS, off }: Trace,
  span: Span,
  { name, bottom, width }: Row,
): void {
  const values = off.get(name) ?? [];
  context.lineWidth = 1.25;
  for (let k = 1; k < values.length; k++) {
    const [before, now] = [values[k - 1] ?? null, values[k] ?? null];
    if (before === null || now === null) continue;
    context.strokeStyle = Math.max(before, now) > 1 ? theme.tone.error : theme.tone.wave;
    context.beginPath();
    context.moveTo(xOf(timesS[k - 1] ?? 0, span, width), yOf(before, bottom));
    context.lineTo(xOf(timesS[k] ?? 0, span, width), yOf(now, bottom));
    context.stroke();
  }
}
