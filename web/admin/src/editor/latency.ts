/**
 * How late a person taps on this device: kept in this browser by account. What the browser itself says of its output's
 * delay is taken off already; this is the rest: the device's own delay and the person's.
 */
export type Latency = {
  readonly latencyMs: number;
  /** Standard deviation of the taps that told it. */
  readonly spreadMs: number;
  readonly at: string;
};

const placeOf = (account: string) => `eightcount.latency.${account}`;

/** Null where nobody has calibrated yet. */
export function keptLatency(account: string): Latency | null {
  const text = localStorage.getItem(placeOf(account));
  if (text === null) return null;
  const kept = JSON.parse(text) as Partial<Latency>;
  return typeof kept.latencyMs === "number" && typeof kept.spreadMs === "number"
    ? { latencyMs: kept.latencyMs, spreadMs: kept.spreadMs, at: kept.at ?? "" }
    : null;
}

export function keepLatency(account: string, latency: Latency): void {
  localStorage.setItem(placeOf(account), JSON.stringify(latency));
}

export function forgetLatency(account: string): void {
  localStorage.removeItem(placeOf(account));
}
