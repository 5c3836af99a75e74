/**
 * The parts of one file on their way, by Uppy. Always begins by asking which parts are there, so the first start
 * and going on after a reload are the same. Errors are handed out; whether to try again is not decided here.
 */
import { api, told } from "@eightcount/api";
import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";
import { base64OfHex } from "./fingerprint";

export type Sending = Readonly<{
  /** Send no more and say no more; what has arrived stays. */
  stop: () => void;
}>;

export type SendingHears = Readonly<{
  progress: (sentBytes: number) => void;
  /** All parts are there; the server is asked to verify the whole. */
  verifying: () => void;
  done: (sha256: string) => void;
  failed: (error: Error) => void;
}>;

type Part = Readonly<{ uploadId: string; partNumber: number }>;

/** Send `file` to the upload `id`; `sha256` may come later than the parts. */
export function sendFile(
  file: File,
  upload: Readonly<{ id: string; partBytes: number }>,
  sha256: Promise<string>,
  hears: SendingHears,
): Sending {
  let stopped = false;
  const uppy = new Uppy({ logger: { debug: () => {}, warn: () => {}, error: () => {} } });
  const place = `/api/v1/uploads/${upload.id}/multipart`;
  uppy.use(AwsS3, {
    shouldUseMultipart: true,
    getChunkSize: () => upload.partBytes,
    signRequest: async (request) => {
      // Stopping makes Uppy abort its upload on the server, too; but the parts there are what is gone on with.
      if (stopped) throw new DOMException("This upload was stopped.", "AbortError");
      if ("partNumber" in request) return { url: await partUrl(request) };
      if (request.method !== "POST") return { url: place };
      const digits = await sha256;
      hears.verifying();
      return { url: place, headers: { "x-amz-checksum-sha256": base64OfHex(digits) } };
    },
  });
  const id = uppy.addFile({ name: file.name, type: file.type || "application/octet-stream", data: file });
  uppy.setFileState(id, { s3Multipart: { uploadId: upload.id, key: upload.id } });
  const unlessStopped =
    <Heard extends readonly unknown[]>(hear: (...heard: Heard) => void) =>
    (...heard: Heard) => {
      if (!stopped) hear(...heard);
    };
  uppy.on(
    "upload-progress",
    unlessStopped((_file, { bytesUploaded }) => hears.progress(Number(bytesUploaded))),
  );
  uppy.on(
    "upload-success",
    unlessStopped((_file, { body }) => hears.done(keyIn(body))),
  );
  uppy.on(
    "upload-error",
    unlessStopped((_file, error) => hears.failed(error)),
  );
  // What becomes of it is told by the events above; the promise only repeats that.
  uppy.upload().catch(() => undefined);
  return {
    stop: () => {
      stopped = true;
      uppy.cancelAll();
    },
  };
}

/** Where S3's answer names the whole: our server calls it by its sha256. */
function keyIn(body: Readonly<{ key?: unknown }> | undefined): string {
  return String(body?.key);
}

async function partUrl({ uploadId, partNumber }: Part): Promise<string> {
  const path = { id: uploadId, number: partNumber };
  const { url } = await told(api.POST("/api/v1/uploads/{id}/parts/{number}/url", { params: { path } }));
  return onThisServer(url);
}

/** A part URL of this very server, as this page reaches it: it may go by another name than the server knows. */
function onThisServer(url: string): string {
  const { pathname, search } = new URL(url, window.location.href);
  return pathname.startsWith("/api/v1/storage/") ? pathname + search : url;
}
