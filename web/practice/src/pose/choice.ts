/**
 * Which pose net a device can bear, by a short measurement of it: the better one where it leaves time for everything
 * else of a practice. Kept per device. Pure but for what it is handed.
 */

import { medianOf } from "../graph/tally";
import type { Delegate, ModelName } from "./messages";

/** Best first. */
export interface Candidate {
  readonly model: ModelName;
  readonly delegate: Delegate;
}

export interface Choice extends Candidate {
  /** Of one picture, alone; milliseconds. */
  readonly tookMs: number;
}

/**
 * Alone, a look may take so long that beside class video, preview and recording it still comes about 10 times a second
 * and within 120 ms: the rest of a practice doubles it where processors are few.
 */
export const BEARABLE_MS = 45;
/** The first looks load and compile. */
const WARMING = 3;
const MEASURED = 7;

/** The candidates of a device: its graphics processor where it has a real one, else none of it. */
export function candidatesOf(hasGraphics: boolean): readonly Candidate[] {
  const onGraphics: readonly Candidate[] = [
    { model: "full", delegate: "GPU" },
    { model: "lite", delegate: "GPU" },
  ];
  const onProcessor: readonly Candidate[] = [
    { model: "full", delegate: "CPU" },
    { model: "lite", delegate: "CPU" },
  ];
  return hasGraphics ? [...onGraphics, ...onProcessor] : onProcessor;
}

/** An engine that runs here, and how long a look takes it, milliseconds. */
export interface Runs<Engine> {
  readonly engine: Engine;
  readonly tookMs: number;
}

/** What came of measuring one; else that it does not run here, or could not be had now. */
export type Measured<Engine> = Runs<Engine> | "unfit" | "absent";

export interface Chosen<Engine> {
  /** Null: none ran. */
  readonly best: (Runs<Engine> & { readonly choice: Choice }) | null;
  /** None that might have been better was out of reach: the choice holds for this device. */
  readonly isSure: boolean;
}

/** The first that is bearable, else the quickest. Each other one is ended as soon as it is beaten: they take much memory. */
export async function choose<Engine extends { end(): void }>(
  candidates: readonly Candidate[],
  measure: (candidate: Candidate) => Promise<Measured<Engine>>,
): Promise<Chosen<Engine>> {
  let best: Chosen<Engine>["best"] = null;
  let isSure = true;
  for (const candidate of candidates) {
    const measured = await measure(candidate);
    isSure &&= measured !== "absent";
    if (typeof measured === "string") continue;
    const { engine, tookMs } = measured;
    if (best && best.tookMs <= tookMs) {
      engine.end();
      continue;
    }
    best?.engine.end();
    best = { engine, tookMs, choice: { ...candidate, tookMs } };
    if (tookMs <= BEARABLE_MS) break;
  }
  return { best, isSure };
}

/** The median of some looks after the first few. */
export async function looksMs(look: () => Promise<number>): Promise<number> {
  for (let count = 0; count < WARMING; count++) await look();
  const took: number[] = [];
  for (let count = 0; count < MEASURED; count++) took.push(await look());
  return medianOf(took) as number;
}
