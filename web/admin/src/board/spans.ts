/** Times as people read them. Pure. */

const MINUTE_S = 60;
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", MINUTE_S],
];

/** Minutes with one decimal: 144 s -> "2.4". */
export function minutes(seconds: number, language: string): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language, digits).format(seconds / MINUTE_S);
}

/** Minutes and seconds: 74.2 -> "1:14". */
export function minutesAndSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / MINUTE_S)}:${String(whole % MINUTE_S).padStart(2, "0")}`;
}

/** How long ago, in the largest unit that fits: "3 hours ago". What lies ahead, by a clock that is off, is now. */
export function ago(atMs: number, nowMs: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  const passedS = Math.max(0, (nowMs - atMs) / 1000);
  const [unit, lengthS] = STEPS.find(([, length]) => passedS >= length) ?? ["second", 1];
  return unit === "second" ? format.format(0, "second") : format.format(-Math.floor(passedS / lengthS), unit);
}

export function dayAndTime(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}
