/**
 * A quick look at a file before it is sent, so that what cannot be used is refused in seconds instead of after
 * an hour of uploading. Only what is certain is refused here; the server's own steps have the last word.
 */
import { api, type Shape, told } from "@eightcount/api";
import { describedBy } from "./boxes";
import type { Why } from "./item";
import { type Kind, kindOf, type Purpose, refusalOf, TELLING_BYTES } from "./kinds";

type Limits = Shape<"UploadLimits">;
/** `mayInsist`: unusual, but there is a way on with it. */
export type Refusal = Readonly<{ why: Why; mayInsist: boolean }>;
type Facts = Readonly<{ durationS: number; video: boolean; audio: boolean | null }>;

const PATIENCE_MS = 4_000;
const HEARD_BY_HAND = "take.noSound";

/** Why the file cannot be used for that, or null. Reads a few bytes of it. */
export async function lookAt(file: File, purpose: Purpose): Promise<Refusal | null> {
  if (file.size === 0) return refused("empty");
  const limits = await limitsHere();
  if (limits !== null && file.size > limits.max_bytes) {
    return refused("tooLarge", { limitGb: Math.floor(limits.max_bytes / 1e9) });
  }
  const kind = kindOf(new Uint8Array(await file.slice(0, TELLING_BYTES).arrayBuffer()));
  const wrong = refusalOf(kind, purpose);
  if (wrong !== null) return refused(wrong);
  if (purpose === "picture") return null;
  const facts = await factsOf(file, kind);
  return facts === null ? null : refusalByFacts(facts, purpose, limits?.max_duration_s ?? Infinity);
}

/** What is wrong with a film or a sound of which this is known. Pure. */
export function refusalByFacts(facts: Facts, purpose: Purpose, mostS: number): Refusal | null {
  if (purpose === "take" && !facts.video) return refused("take.noVideo");
  if (facts.durationS > mostS) {
    return refused(`${purpose}.tooLong`, {
      minutes: Math.round(facts.durationS / 60),
      mostMinutes: Math.round(mostS / 60),
    });
  }
  return facts.audio === false ? refused(`${purpose}.noSound`) : null;
}

function refused(key: string, figures: Readonly<Record<string, number>> = {}): Refusal {
  return { why: { key: `refused.${key}`, figures }, mayInsist: key === HEARD_BY_HAND };
}

let asked: Promise<Limits> | null = null;

/** The server's limits, asked for once; null while it does not answer: then it refuses later by itself. */
async function limitsHere(): Promise<Limits | null> {
  asked ??= told(api.GET("/api/v1/uploads/limits"));
  try {
    return await asked;
  } catch {
    asked = null;
    return null;
  }
}

async function factsOf(file: File, kind: Kind): Promise<Facts | null> {
  const described = await describedBy(file);
  if (described !== null || kind === "unknown") return described;
  return playable(file);
}

/** What the browser's own player finds out; null where it cannot play that kind. */
function playable(file: File): Promise<Facts | null> {
  const player = document.createElement("video");
  const url = URL.createObjectURL(file);
  return new Promise<Facts | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), PATIENCE_MS);
    player.addEventListener("error", () => resolve(null));
    player.addEventListener("loadedmetadata", () => {
      clearTimeout(timer);
      const durationS = Number.isFinite(player.duration) ? player.duration : 0;
      resolve({ durationS, video: player.videoWidth > 0, audio: null });
    });
    player.preload = "metadata";
    player.src = url;
  }).finally(() => {
    player.removeAttribute("src");
    URL.revokeObjectURL(url);
  });
}
