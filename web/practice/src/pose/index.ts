/**
 * Poses for the page: one engine, with the net that this device bears, kept warm from the body check to the dance.
 */

import { loadModel } from "../app/models";
import { VISION } from "../app/vision";
import { type Candidate, type Choice, candidatesOf, choose, looksMs, type Measured } from "./choice";
import { beginEngine, type PoseEngine } from "./engine";
import { hasGraphics } from "./graphics";
import { netOr } from "./nets";
import { type Held, sharing } from "./sharing";
import somebodyUrl from "./somebody.jpg?url&no-inline";

export { PoseError } from "./asking";
export type { PoseEngine } from "./engine";
export type { Seen } from "./messages";
export type HeldEngine = Held<PoseEngine>;

const KEPT_AS = "eightcount.pose";
/** Another number where what was measured before says nothing any more. */
const MEASURED_AS = 1;

/** The engine, begun once for all who hold it. Throws a `PoseError`, or what loading throws. */
export const poseEngine = sharing(beginChosen);

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

async function beginChosen(): Promise<PoseEngine> {
  const known = chosen();
  if (known) return begun(known);
  const { best, isSure } = await choose(candidatesOf(hasGraphics()), measure);
  if (best && isSure) keep(best.choice);
  // None ran: the error that the lightest gives is the one to tell.
  return best?.engine ?? begun({ model: "lite", delegate: "CPU" });
}

/** Of looks at somebody. */
async function measure({ model, delegate }: Candidate): Promise<Measured<PoseEngine>> {
  const needed = await neededFor(model).catch(() => null);
  if (!needed) return "absent";
  const { net, somebody } = needed;
  let engine: PoseEngine | null = null;
  try {
    const made = await beginEngine(model, delegate, net, VISION);
    engine = made;
    let atMs = 0;
    const tookMs = await looksMs(async () => {
      atMs += 33;
      return (await made.look(await createImageBitmap(somebody), atMs)).tookMs;
    });
    return { engine, tookMs };
  } catch {
    engine?.end();
    return "unfit";
  } finally {
    somebody.close();
  }
}

/** What is not to be had now, as without a network, is not measured: the others are tried, and where none runs that is told. */
async function neededFor(model: Candidate["model"]) {
  const somebody = await (await fetch(somebodyUrl)).blob();
  return { net: await loadModel(model), somebody: await createImageBitmap(somebody) };
}

async function begun({ model, delegate }: Candidate): Promise<PoseEngine> {
  const net = await netOr(model);
  return beginEngine(net.model, delegate, net.bytes, VISION);
}

function keep(choice: Choice): void {
  localStorage.setItem(KEPT_AS, JSON.stringify({ ...choice, as: signature() }));
}

function signature(): string {
  return `${MEASURED_AS} ${navigator.userAgent} ${navigator.hardwareConcurrency}`;
}
