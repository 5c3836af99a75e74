/**
 * Poses for the page: one engine, with the net that this device bears, kept warm from the body check to the dance.
 */

import { loadModel } from "../app/models";
import { VISION } from "../app/vision";
import { type Candidate, type Choice, candidatesOf, choose, looksMs } from "./choice";
import { beginEngine, type PoseEngine } from "./engine";
import { hasGraphics } from "./graphics";
import somebodyUrl from "./somebody.jpg?url&no-inline";

export { type PoseEngine, PoseError } from "./engine";
export type { Seen } from "./messages";

const KEPT_AS = "eightcount.pose";
/** Another number where what was measured before says nothing any more. */
const MEASURED_AS = 1;

/** So long it is kept after its last user: from the body check to the dance, and to the next try. */
const KEPT_MS = 30_000;

let warm: Promise<PoseEngine> | null = null;
let users = 0;
let cooling = 0;

/** The engine, begun once, until as many have released it. Throws a `PoseError`, or what loading throws. */
export async function poseEngine(): Promise<PoseEngine> {
  clearTimeout(cooling);
  users++;
  warm ??= beginChosen();
  try {
    return await warm;
  } catch (error) {
    warm = null;
    release();
    throw error;
  }
}

/** One user less; of no more use to any, it ends after a while. */
export function release(): void {
  users--;
  clearTimeout(cooling);
  if (users === 0) cooling = window.setTimeout(abandon, KEPT_MS);
}

/** It failed: whoever asks next is given another one. */
export function abandon(): void {
  const ending = warm;
  warm = null;
  // One that could not begin has nothing to end, and has told so already.
  void ending?.then((engine) => engine.end()).catch(() => undefined);
}

/** What was chosen on this device; null before. */
export function chosen(): Choice | null {
  const kept = JSON.parse(localStorage.getItem(KEPT_AS) ?? "null") as
    | (Choice & { readonly as: string })
    | null;
  return kept?.as === signature() ? kept : null;
}

/** From the next time on the lighter net: beside everything else the better one was too slow. */
export function chooseLighter(): void {
  const now = chosen();
  if (now?.model === "full") keep({ ...now, model: "lite" });
}

/** Measures again the next time. */
export function forgetChoice(): void {
  localStorage.removeItem(KEPT_AS);
}

async function beginChosen(): Promise<PoseEngine> {
  const known = chosen();
  if (known) return begun(known);
  const measured = new Map<Candidate, PoseEngine>();
  const choice = await choose(candidatesOf(hasGraphics()), (candidate) => measure(candidate, measured));
  let best: PoseEngine | null = null;
  for (const [{ model, delegate }, engine] of measured) {
    if (model === choice?.model && delegate === choice.delegate) best = engine;
    else engine.end();
  }
  if (choice) keep(choice);
  // None ran: the error that the lightest gives is the one to tell.
  return best ?? begun({ model: "lite", delegate: "CPU" });
}

/** Milliseconds of one look at somebody; null where it does not run here. */
async function measure(candidate: Candidate, begunSoFar: Map<Candidate, PoseEngine>): Promise<number | null> {
  const somebody = await createImageBitmap(await (await fetch(somebodyUrl)).blob());
  try {
    const net = await loadModel(candidate.model);
    const engine = await beginEngine(candidate.model, candidate.delegate, net, VISION);
    begunSoFar.set(candidate, engine);
    let atMs = 0;
    return await looksMs(async () => {
      atMs += 33;
      return (await engine.look(await createImageBitmap(somebody), atMs)).tookMs;
    });
  } catch {
    // Not on this device, or not to be had now: the others are tried, and where none runs that is told.
    return null;
  } finally {
    somebody.close();
  }
}

async function begun({ model, delegate }: Candidate): Promise<PoseEngine> {
  return beginEngine(model, delegate, await loadModel(model), VISION);
}

function keep(choice: Choice): void {
  localStorage.setItem(KEPT_AS, JSON.stringify({ ...choice, as: signature() }));
}

function signature(): string {
  return `${MEASURED_AS} ${navigator.userAgent} ${navigator.hardwareConcurrency}`;
}
