/** A shelf behind real HTTP on loopback: ETag, Range, and what networks, caches and attackers do. Nothing of it ships. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { pointerKey, sha256Of } from "@eightcount/runtime";
import { type Built, pointerOf, type Signers, signed } from "./studio";

/** What goes wrong for one key, `times` times (for ever where not said). `value` is a length, a byte or a status. */
export interface Fault {
  readonly kind:
    | "cut"
    | "drip"
    | "endless"
    | "flip"
    | "gzip"
    | "longer"
    | "no_range"
    | "redirect"
    | "refuse_connection"
    | "short_without_length"
    | "silent"
    | "status"
    | "wrong_range";
  readonly value?: number;
  times?: number;
}

export interface Asked {
  readonly key: string;
  readonly query: string;
  readonly range: string | undefined;
  readonly fresh: boolean;
  readonly headers: IncomingMessage["headers"];
  status: number;
}

/** Files by key, faults by key, and what was asked for. */
export interface Shelf {
  readonly url: string;
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  readonly faults: Map<string, Fault>;
  readonly asked: Asked[];
  sentBytes: number;
  readonly publish: (signers: Signers, version: number, ...packs: readonly Built[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts one on a free port. */
export async function openShelf(): Promise<Shelf> {
  const server = createServer((request, response) => {
    serve(shelf, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const shelf: Shelf = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files: new Map(),
    faults: new Map(),
    asked: [],
    sentBytes: 0,
    publish: async (signers, version, ...packs) => {
      for (const pack of packs) for (const [key, bytes] of pack.files) shelf.files.set(key, bytes);
      shelf.files.set(pointerKey("production"), await signed(await pointerOf(version, packs), signers));
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return shelf;
}

async function serve(shelf: Shelf, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const key = path.slice(1);
  const fault = faultOf(shelf, key);
  const asked: Asked = {
    key,
    query,
    range: request.headers.range,
    fresh: request.headers["cache-control"] === "no-cache",
    headers: request.headers,
    status: 0,
  };
  shelf.asked.push(asked);
  const file = shelf.files.get(key);
  if (fault?.kind === "silent") return;
  if (fault?.kind === "refuse_connection") {
    request.socket.destroy();
    return;
  }
  const early = fault?.kind === "status" ? (fault.value ?? 500) : file ? 0 : 404;
  if (!file || early) {
    asked.status = early;
    response.writeHead(early).end();
    return;
  }
  await answer(shelf, asked, file, fault, response);
}

function faultOf(shelf: Shelf, key: string): Fault | undefined {
  const fault = shelf.faults.get(key);
  if (fault?.times === undefined) return fault;
  return fault.times-- > 0 ? fault : undefined;
}

async function answer(
  shelf: Shelf,
  asked: Asked,
  file: Uint8Array<ArrayBuffer>,
  fault: Fault | undefined,
  response: ServerResponse,
): Promise<void> {
  const kind = fault?.kind;
  const etag = `"${(await sha256Of(file)).slice(0, 16)}"`;
  const send = (
    status: number,
    body: Uint8Array,
    headers: Record<string, string> = {},
    said = body.length,
  ) => {
    asked.status = status;
    shelf.sentBytes += body.length;
    response.writeHead(status, { ETag: etag, "Content-Length": String(said), ...headers });
    if (said > body.length) response.write(body, () => response.destroy());
    else response.end(body);
  };
  if (asked.headers["if-none-match"] === etag) return send(304, new Uint8Array());
  if (kind === "redirect") return send(302, new Uint8Array(), { Location: `/elsewhere/${asked.key}` });
  if (kind === "gzip") return send(200, gzipSync(file), { "Content-Encoding": "gzip" });
  if (kind === "endless" || kind === "drip") return pour(shelf, file, kind === "drip", response);
  if (kind === "short_without_length") {
    asked.status = 200;
    response.writeHead(200, { Connection: "close", "Transfer-Encoding": "identity" });
    response.end(file.slice(0, fault?.value));
    return;
  }
  const content = spoilt(file, fault);
  const start = kind === "no_range" ? 0 : Number(asked.range?.match(/^bytes=(\d+)-$/)?.[1] ?? 0);
  if (start >= content.length && start > 0) return send(416, new Uint8Array());
  const body = content.slice(start);
  const shown = kind === "wrong_range" ? start + 1 : start;
  const range = { "Content-Range": `bytes ${shown}-${content.length - 1}/${content.length}` };
  const sent = kind === "cut" ? body.slice(0, fault?.value) : body;
  send(start ? 206 : 200, sent, start ? range : {}, body.length);
}

function spoilt(file: Uint8Array<ArrayBuffer>, fault: Fault | undefined): Uint8Array<ArrayBuffer> {
  if (fault?.kind === "longer") return new Uint8Array([...file, 1, 2, 3, 4]);
  if (fault?.kind !== "flip") return file;
  const copy = file.slice();
  const at = (fault.value ?? 0) % copy.length;
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** Sends for ever: as fast as it is taken, or a byte now and then. */
function pour(shelf: Shelf, file: Uint8Array, slowly: boolean, response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "application/octet-stream" });
  let at = 0;
  const more = () => {
    if (response.destroyed) return;
    const piece = slowly ? file.slice(at, ++at) : new Uint8Array(65_536).fill(0x20);
    shelf.sentBytes += piece.length;
    const onward = () => (slowly ? setTimeout(more, 5) : setImmediate(more));
    if (response.write(piece)) onward();
    else response.once("drain", onward);
  };
  more();
}
