/**
 * Where the device's sound comes out, as far as a browser tells: wireless earphones are a quarter of a second late. Most
 * browsers give outputs no name to a page that may not listen; how late sound is they tell only of a context that runs.
 */

export interface Output {
  /** The same for the same output. */
  readonly key: string;
  /** As the device calls it; empty where it does not say. */
  readonly label: string;
  readonly isWireless: boolean;
}

const WIRELESS = /bluetooth|wireless|airpods|buds|hands-?free|a2dp/i;
/** Later than this no wire is. */
const WIRELESS_S = 0.12;
/** A context that has begun knows by then how late it is, or never will. */
const TOLD_BY_MS = 1500;
const LOOK_MS = 50;

/**
 * What it is, from what a browser tells of it.
 *
 * @param label of the default output, empty where it is not told
 * @param latencyS that the browser says sound takes to come out; 0 where it does not say
 */
export function outputOf(label: string, latencyS: number): Output {
  const isWireless = WIRELESS.test(label) || latencyS > WIRELESS_S;
  return { key: label || (isWireless ? "wireless" : "usual"), label, isWireless };
}

let present = outputOf("", 0);
let context: AudioContext | null = null;
/** Those that may be running. */
const heard = new Set<AudioContext>();
/** What one that ran said last; null: none has since the devices changed. */
let saidS: number | null = null;
let asking: Promise<void> | null = null;
/** How often the devices changed: what was asked before says nothing of those that are there now. */
let changes = 0;
let [looks, shown] = [0, 0];

/** As it was looked at last. */
export function presentOutput(): Output {
  return present;
}

/** The one context of this room; it plays nothing by itself. */
export function audio(): AudioContext {
  context ??= new AudioContext({ latencyHint: "interactive" });
  heard.add(context);
  return context;
}

/** Nothing is to be heard any more: the sound card may sleep. */
export function hush(): void {
  if (context?.state === "running") void context.suspend();
}

/** Reads off a context that plays how late sound is, until the function it gives is called. */
export function hearFrom(playing: AudioContext): () => void {
  heard.add(playing);
  return () => heard.delete(playing);
}

/** Looks again. Browsers tell more once sound plays and the camera is allowed; before any tap they tell nothing. */
export async function lookAtOutput(): Promise<Output> {
  const mine = ++looks;
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const outputs = devices.filter(({ kind }) => kind === "audiooutput");
  const usual = outputs.find(({ deviceId }) => deviceId === "default") ?? outputs[0];
  await readLatency();
  // One that comes late, after a newer one, is of what was there before.
  if (mine > shown) [present, shown] = [outputOf(usual?.label ?? "", saidS ?? 0), mine];
  return present;
}

/** Tells which output is used, and when it is another one, until the function it gives is called. */
export function watchOutput(tell: (output: Output) => void): () => void {
  let key: string | null = null;
  let isWatched = true;
  const look = async () => {
    const output = await lookAtOutput();
    if (isWatched && output.key !== key) tell(output);
    key = output.key;
  };
  // A browser that tells nothing of its outputs leaves what was known.
  const lookOn = () => void look().catch(() => undefined);
  const changed = () => {
    [saidS, asking] = [null, null];
    changes++;
    lookOn();
  };
  changed();
  const timer = setInterval(lookOn, 3000);
  navigator.mediaDevices?.addEventListener("devicechange", changed);
  return () => {
    isWatched = false;
    clearInterval(timer);
    navigator.mediaDevices?.removeEventListener("devicechange", changed);
  };
}

async function readLatency(): Promise<void> {
  const [playing] = [...heard].filter(({ state, outputLatency }) => state === "running" && outputLatency > 0);
  if (playing) saidS = playing.outputLatency;
  if (saidS !== null || !navigator.userActivation?.hasBeenActive) return;
  asking ??= ask();
  const mine = asking;
  try {
    await mine;
  } finally {
    if (asking === mine) asking = null;
  }
}

/** Runs a context of its own, in silence, until it says how late it is; one that would stay open costs power. */
async function ask(): Promise<void> {
  const asked = new AudioContext({ latencyHint: "interactive" });
  const [before, untilMs] = [changes, performance.now() + TOLD_BY_MS];
  try {
    while (!(asked.outputLatency > 0) && performance.now() < untilMs) {
      await new Promise((waited) => setTimeout(waited, LOOK_MS));
    }
    if (changes === before) saidS = asked.outputLatency ?? 0;
  } finally {
    void asked.close();
  }
}
