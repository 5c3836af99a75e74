/**
 * How this device can film: its own encoder, fed picture by picture, or else the browser's recorder. VP8 is in neither
 * list: encoding it starves the camera. Must not film.
 */

/** Pictures encoded one by one. `codec` is what the file's format calls it. */
export interface EncoderWay {
  readonly kind: "encoder";
  readonly codec: "avc" | "hevc" | "vp9";
  readonly container: "mp4" | "webm";
  readonly config: VideoEncoderConfig;
}

/** The browser's recorder with that type. */
export interface RecorderWay {
  readonly kind: "recorder";
  readonly container: "mp4" | "webm";
  readonly mime: string;
  readonly bitsPerSecond: number;
}

export type Way = EncoderWay | RecorderWay;

/** Bits for each pixel of a picture; dance on a phone's camera shows no blocks with that. */
const BITS_PER_PIXEL = 0.12;
const LEAST_BITS_PER_S = 1_500_000;
const MOST_BITS_PER_S = 8_000_000;
const RATE_HZ = 30;

/** The plainest profile first: it costs least to encode, and everything plays it. Level 4.0 holds 1920 x 1080. */
const CODECS = [
  { codec: "avc", container: "mp4", names: ["avc1.42E028", "avc1.4D0028", "avc1.640028", "avc1.640033"] },
  { codec: "hevc", container: "mp4", names: ["hvc1.1.6.L120.B0"] },
  { codec: "vp9", container: "webm", names: ["vp09.00.40.08"] },
] as const;

const MIMES = [
  { mime: "video/mp4;codecs=avc1.42E028", container: "mp4" },
  { mime: "video/mp4;codecs=avc1", container: "mp4" },
  { mime: "video/webm;codecs=h264", container: "webm" },
  { mime: "video/webm;codecs=vp9", container: "webm" },
  { mime: "video/webm;codecs=av01", container: "webm" },
] as const;

export function bitsPerSecond(width: number, height: number): number {
  const wanted = width * height * RATE_HZ * BITS_PER_PIXEL;
  return Math.round(Math.min(Math.max(wanted, LEAST_BITS_PER_S), MOST_BITS_PER_S));
}

/** The best encoder for pictures of that size, or null. Sides must be even: the picture is scaled to that. */
export async function encoderFor(width: number, height: number): Promise<EncoderWay | null> {
  if (typeof VideoEncoder === "undefined") return null;
  const even = { width: width - (width % 2), height: height - (height % 2) };
  for (const { codec, container, names } of CODECS) {
    for (const name of names) {
      const config: VideoEncoderConfig = {
        ...even,
        codec: name,
        bitrate: bitsPerSecond(width, height),
        framerate: RATE_HZ,
        latencyMode: "realtime",
        ...(codec === "avc" && { avc: { format: "avc" } }),
        ...(codec === "hevc" && { hevc: { format: "hevc" } }),
      };
      const told = await VideoEncoder.isConfigSupported(config).catch(() => ({ supported: false }));
      if (told.supported) return { kind: "encoder", codec, container, config };
    }
  }
  return null;
}

/** The best type of the browser's recorder, or null. */
export function recorderFor(width: number, height: number): RecorderWay | null {
  if (typeof MediaRecorder === "undefined") return null;
  const found = MIMES.find(({ mime }) => MediaRecorder.isTypeSupported(mime));
  return found ? { kind: "recorder", ...found, bitsPerSecond: bitsPerSecond(width, height) } : null;
}
