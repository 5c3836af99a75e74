/**
 * Camera pictures in, a film out: encoded as they come and laid into fragments, each of which can be read without those
 * after it. Pictures that the encoder cannot keep up with are passed over. Must not know the class, nor any clock but
 * the camera's.
 */

import {
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  type Rotation,
  StreamTarget,
  type StreamTargetChunk,
  WebMOutputFormat,
} from "mediabunny";
import { fitter, isAlike, rotationOf, shownSize, sizeOf } from "./fitting";
import { type EncoderWay, encoderFor } from "./ways";

/** So many may wait for the encoder. */
const ROOM = 6;
/** As long as a crash may cost, and as far as a player seeks. */
const FRAGMENT_S = 1;
const USUAL_S = 1 / 30;
const MOST_REVIVALS = 3;

export interface Encoding {
  /** Whether the picture is as large as the film's, and turned as they are. */
  fits(picture: VideoFrame): boolean;
  /** Takes over the picture; where it lies in the film, seconds, or null where it was passed over. */
  put(picture: VideoFrame, begins: boolean): { readonly filmS: number } | null;
  shape(): {
    readonly mime: string;
    readonly width: number;
    readonly height: number;
    readonly durationS: number;
  };
  finish(): Promise<void>;
  /** Nothing was put, and nothing will be. */
  abandon(): void;
}

export interface EncodingRules {
  readonly write: (bytes: Uint8Array, at: number) => void;
  /** A picture lies in the file. */
  readonly done: (filmS: number) => void;
  readonly failed: (error: unknown) => void;
}

/** Makes ready for pictures like this one, which it does not take over. Throws where the device has no encoder for them. */
export async function encodingOf(like: VideoFrame, rules: EncodingRules): Promise<Encoding> {
  const { width, height } = sizeOf(like);
  const way = await encoderFor(width, height);
  if (!way) throw new Error(`This device encodes no pictures of ${width} x ${height}.`);
  const { config } = way;
  const laid = { width: config.width, height: config.height, rotation: rotationOf(like) };
  const { source, output, mux } = await outputOf(way, laid.rotation, rules);
  let [lastS, stepS, pieceS, pieceUs, keyS] = [-USUAL_S, USUAL_S, 0, 0, Number.NEGATIVE_INFINITY];
  let [isOver, revivals] = [false, 0];
  let encoder = begun();

  /** A browser may take an encoder back while the class stands; another goes on from the next picture. */
  function begun(): VideoEncoder {
    const made = new VideoEncoder({
      output: mux,
      error(error) {
        if (isOver || made !== encoder) return;
        revivals++;
        isOver = revivals > MOST_REVIVALS;
        if (isOver) rules.failed(new Error(`The encoder failed: ${error.message}`));
        else [encoder, keyS] = [begun(), Number.NEGATIVE_INFINITY];
      },
    });
    made.configure(config);
    return made;
  }

  const fitted = fitter(laid);
  const fits = (picture: VideoFrame) => isAlike(picture, laid);

  function timeOf(stampUs: number, begins: boolean): number {
    if (begins) [pieceS, pieceUs] = [lastS + stepS, stampUs];
    const filmS = Math.max(pieceS + (stampUs - pieceUs) / 1e6, lastS + 0.001);
    if (!begins) stepS = Math.min(filmS - lastS, 2 * USUAL_S);
    lastS = filmS;
    return filmS;
  }

  return {
    fits,
    put(picture, begins) {
      // What begins a piece must be there: it alone can be decoded without those before it.
      if (isOver || encoder.state !== "configured" || (!begins && encoder.encodeQueueSize > ROOM)) {
        picture.close();
        return null;
      }
      const filmS = timeOf(picture.timestamp, begins);
      const keyFrame = begins || filmS - keyS >= FRAGMENT_S;
      if (keyFrame) keyS = filmS;
      const stamped = fitted(picture, Math.round(filmS * 1e6));
      try {
        encoder.encode(stamped, { keyFrame });
      } finally {
        stamped.close();
      }
      return { filmS };
    },
    shape: () => ({
      mime: `video/${way.container}`,
      ...shownSize(laid),
      durationS: Math.max(lastS + stepS, 0),
    }),
    async finish() {
      // What an encoder held that failed at last is lost.
      if (encoder.state === "configured") await encoder.flush().catch(() => undefined);
      if (encoder.state !== "closed") encoder.close();
      await mux.idle();
      source.close();
      await output.finalize();
    },
    abandon() {
      isOver = true;
      encoder.close();
    },
  };
}

async function outputOf(way: EncoderWay, rotation: Rotation, { write, done, failed }: EncodingRules) {
  const source = new EncodedVideoPacketSource(way.codec);
  const format =
    way.container === "mp4"
      ? new Mp4OutputFormat({ fastStart: "fragmented", minimumFragmentDuration: FRAGMENT_S })
      : new WebMOutputFormat({ appendOnly: true, minimumClusterDuration: FRAGMENT_S });
  const writable = new WritableStream<StreamTargetChunk>({
    write: ({ data, position }) => write(data, position),
  });
  const output = new Output({ format, target: new StreamTarget(writable) });
  output.addVideoTrack(source, { rotation });
  await output.start();
  let tail = Promise.resolve();
  const mux = Object.assign(
    (chunk: EncodedVideoChunk, meta?: EncodedVideoChunkMetadata) => {
      const packet = EncodedPacket.fromEncodedChunk(chunk);
      tail = tail
        .then(() => source.add(packet, meta))
        .then(() => done(packet.timestamp))
        .catch(failed);
    },
    { idle: () => tail },
  );
  return { source, output, mux };
}
