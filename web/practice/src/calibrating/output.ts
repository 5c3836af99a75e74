/** Where the device's sound comes out, as far as a browser tells: wireless earphones are a quarter of a second late. */

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

/** As it was looked at last. */
export function presentOutput(): Output {
  return present;
}

/** The one context of this room; it plays nothing by itself. */
export function audio(): AudioContext {
  context ??= new AudioContext({ latencyHint: "interactive" });
  return context;
}

/** Looks again. Browsers tell more once sound plays and the camera is allowed. */
export async function lookAtOutput(): Promise<Output> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const outputs = devices.filter(({ kind }) => kind === "audiooutput");
  const usual = outputs.find(({ deviceId }) => deviceId === "default") ?? outputs[0];
  present = outputOf(usual?.label ?? "", context?.outputLatency ?? 0);
  return present;
}

/** Tells when another output is used, until the function it gives is called. */
export function watchOutput(tell: (output: Output) => void): () => void {
  let { key } = present;
  const look = async () => {
    const output = await lookAtOutput();
    if (output.key !== key) tell(output);
    key = output.key;
  };
  void look();
  const timer = setInterval(look, 3000);
  navigator.mediaDevices?.addEventListener("devicechange", look);
  return () => {
    clearInterval(timer);
    navigator.mediaDevices?.removeEventListener("devicechange", look);
  };
}
