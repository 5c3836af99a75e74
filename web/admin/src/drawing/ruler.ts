/** Where a ruler has its lines and what it writes there. Pure. */

const STEPS_S = [
  1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30,
  60, 120, 300, 600,
];

/** The closest distance of labelled lines that leaves `apartPx` between them. */
export function rulerStep(secondsPerPixel: number, apartPx: number): number {
  return STEPS_S.find((stepS) => stepS / secondsPerPixel >= apartPx) ?? 1200;
}

/** `1:05`, or `1:05.25` with as many digits as lines `stepS` apart need; `-0:01` before the song. */
export function timeLabel(atS: number, stepS: number): string {
  const digits = Math.max(0, Math.ceil(-Math.log10(stepS) - 1e-9));
  const units = Math.round(Math.abs(atS) * 10 ** digits);
  const seconds = Math.floor(units / 10 ** digits);
  const fraction = digits ? `.${String(units % 10 ** digits).padStart(digits, "0")}` : "";
  const sign = atS < 0 && units > 0 ? "-" : "";
  return `${sign}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}${fraction}`;
}
