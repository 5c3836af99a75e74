/** Numbers of the alignment check as people read them. Pure. */

/** `1:02.345`, with a true minus before the song. */
export function clockOf(s: number): string {
  const ms = Math.round(Math.abs(s) * 1000);
  const minutes = Math.floor(ms / 60_000);
  const rest = ((ms % 60_000) / 1000).toFixed(3).padStart(6, "0");
  return `${s < 0 && ms > 0 ? "−" : ""}${minutes}:${rest}`;
}

/** `+0.4`, `−12.0`, `0.0`: always with its sign and a digit. */
export function signedMs(ms: number): string {
  const rounded = Math.round(ms * 10) / 10;
  if (rounded === 0) return "0.0";
  return `${rounded < 0 ? "−" : "+"}${Math.abs(rounded).toFixed(1)}`;
}

/** `97 %`; never 100 while anything is missing. */
export function percentOf(share: number): string {
  return `${share >= 1 ? 100 : Math.min(99, Math.round(share * 100))} %`;
}

/** `1.000021`. */
export function rateOf(rate: number): string {
  return rate.toFixed(6);
}
