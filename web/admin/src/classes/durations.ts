/** Spans of time as people say them. Pure. */

/** 95 s -> "1:35"; 3700 s -> "1:01:40". */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** All stages together, seconds. */
export function totalS(activeS: Readonly<Record<string, number>>): number {
  return Object.values(activeS).reduce((sum, seconds) => sum + seconds, 0);
}
