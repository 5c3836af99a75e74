/**
 * Makes a film for others to see of a recording: its pictures as they were encoded, or drawn over and encoded anew, and
 * the class's own sound. Runs in a worker. Must not play, nor know a page.
 */

import {
  ALL_FORMATS,
  BlobSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  type InputVideoTrack,
  Mp4OutputFormat,
  Output,
  Quality,
  StreamTarget,
  type StreamTargetChunk,
  VideoSample,
  VideoSampleSink,
  VideoSampleSource,
  WebMOutputFormat,
} from "mediabunny";
import type { Film } from "../graph/types";
import { classAt, drawerOf, type Overlay } from "./overlays";
import { soundInto } from "./soundTrack";
import { encoderFor } from "./ways";

/** Sound is laid in so far ahead of the pictures. */
const AHEAD_S = 0.5;

export interface Copying {
  readonly film: Film;
  readonly recording: Blob;
  readonly classVideo: Blob;
  readonly overlay: Overlay | null;
  readonly write: (bytes: Uint8Array, at: number) => void;
  /** 0 to 1. */
  readonly progress: (share: number) => void;
}

/** Pictures in order, each added to the output when it is asked for. */
type Pictures = AsyncGenerator<{ readonly filmS: number }>;

/** Writes the film; what its type is. */
export async function copyFilm(copying: Copying): Promise<string> {
  using recording = new Input({ source: new BlobSource(copying.recording), formats: ALL_FORMATS });
  using lesson = new Input({ source: new BlobSource(copying.classVideo), formats: ALL_FORMATS });
  const video = await recording.getPrimaryVideoTrack();
  if (!video) throw new Error("There is no picture in the recording.");
  const durationS = await video.computeDuration();
  const { packetCount } = await video.computePacketStats();
  const drawn = copying.overlay ? await redrawn(video, copying.film, copying.overlay) : await copied(video);
  const isMp4 = drawn.container === "mp4";
  const writable = new WritableStream<StreamTargetChunk>({
    write: ({ data, position }) => copying.write(data, position),
  });
  const output = new Output({
    // Players that load a film over a line begin at once where its index lies in front.
    format: isMp4 ? new Mp4OutputFormat({ fastStart: "reserve" }) : new WebMOutputFormat(),
    target: new StreamTarget(writable),
  });
  output.addVideoTrack(drawn.source, { ...drawn.metadata, maximumPacketCount: packetCount + 1 });
  const sound = await soundInto(output, lesson, copying.film, durationS, isMp4);
  await output.start();
  for await (const { filmS } of drawn.pictures) {
    await sound(filmS + AHEAD_S);
    copying.progress(Math.min(filmS / durationS, 1));
  }
  await sound(Number.POSITIVE_INFINITY);
  await output.finalize();
  return output.getMimeType();
}

interface Drawn {
  readonly source: EncodedVideoPacketSource | VideoSampleSource;
  readonly metadata: { readonly rotation?: 0 | 90 | 180 | 270 };
  readonly container: "mp4" | "webm";
  readonly pictures: Pictures;
}

async function copied(video: InputVideoTrack): Promise<Drawn> {
  const codec = await video.getCodec();
  const config = await video.getDecoderConfig();
  if (!codec || !config) throw new Error("The recording's pictures are of an unknown kind.");
  const meta = { decoderConfig: config };
  const source = new EncodedVideoPacketSource(codec);
  const sink = new EncodedPacketSink(video);
  const firstS = await video.getFirstTimestamp();
  async function* pictures(): Pictures {
    for await (const packet of sink.packets()) {
      const filmS = Math.max(packet.timestamp - firstS, 0);
      await source.add(packet.clone({ timestamp: filmS }) as EncodedPacket, meta);
      yield { filmS };
    }
  }
  return {
    source,
    metadata: { rotation: await video.getRotation() },
    container: codec === "avc" || codec === "hevc" ? "mp4" : "webm",
    pictures: pictures(),
  };
}

async function redrawn(video: InputVideoTrack, film: Film, overlay: Overlay): Promise<Drawn> {
  const [width, height] = [await video.getDisplayWidth(), await video.getDisplayHeight()];
  const way = await encoderFor(width, height);
  if (!way) throw new Error("This device cannot draw over a film.");
  const { bitrate = 0, codec: fullCodecString } = way.config;
  const source = new VideoSampleSource({
    codec: way.codec,
    fullCodecString,
    quality: new Quality({ bitrate }),
    keyFrameInterval: 2,
    latencyMode: "quality",
  });
  const canvas = new OffscreenCanvas(way.config.width, way.config.height);
  const pen = canvas.getContext("2d", { alpha: false });
  if (!pen) throw new Error("The browser gives no canvas to draw on.");
  const draw = drawerOf(overlay, width / height);
  const sink = new VideoSampleSink(video);
  const firstS = await video.getFirstTimestamp();
  async function* pictures(context: OffscreenCanvasRenderingContext2D): Pictures {
    for await (const sample of sink.samples()) {
      const [filmS, duration] = [Math.max(sample.timestamp - firstS, 0), sample.duration];
      sample.draw(context, 0, 0, canvas.width, canvas.height);
      sample.close();
      const classS = classAt(film.pieces, filmS);
      if (classS !== null) draw(context, classS);
      const finished = new VideoSample(canvas, { timestamp: filmS, duration });
      await source.add(finished);
      finished.close();
      yield { filmS };
    }
  }
  return { source, metadata: {}, container: way.container, pictures: pictures(pen) };
}

/** What is known of a recording by itself. */
export async function measureFilm(
  recording: Blob,
): Promise<Pick<Film, "durationS" | "frames" | "width" | "height">> {
  using input = new Input({ source: new BlobSource(recording), formats: ALL_FORMATS });
  const video = await input.getPrimaryVideoTrack();
  if (!video) throw new Error("There is no picture in the recording.");
  return {
    durationS: await video.computeDuration(),
    frames: (await video.computePacketStats()).packetCount,
    width: await video.getDisplayWidth(),
    height: await video.getDisplayHeight(),
  };
}
