/**
 * Getting files over HTTP with bounds: never more bytes kept than announced, nor slower than bearable; resumed where a
 * connection broke. Must not judge what it gets: hashes are for `classpack/verify`.
 */

import { MismatchError, PackError } from "./classpack/errors.ts";
import type { Store } from "./store.ts";

/** Tries in a row that bring nothing to speak of. */
const IDLE_TRIES = 4;
const MOST_TRIES = 200;
/** Fewer bytes in a try are as good as none. */
const LEAST_BYTES = 4096;
/** As much is kept in memory before it is stored. */
const PIECE_BYTES = 1024 * 1024;
const REQUEST_TIMEOUT = 408;
const TOO_MANY_REQUESTS = 429;
const LONGEST_ADDRESS = 2000;
const NOT_SATISFIABLE = 416;
const REDIRECTS = [301, 302, 303, 307, 308];
const ETAG = /^(W\/)?"[!-~]{0,200}"$/;

/** The server has not given the file; asking again later may help. */
export class FetchError extends PackError {
  override readonly name: string = "FetchError";
}

/** The server cannot be reached, or breaks off again and again. */
export class OfflineError extends FetchError {
  override readonly name = "OfflineError";
}

/** What every request needs; `sourceOf` makes it. */
export interface Source {
  /** Without a final `/`. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Appended to every address: signed access. Without `?`. */
  readonly query: string;
  /** So long the server may bring nothing. */
  readonly timeoutS: number;
  /** So long a file may take, all tries together, and besides ... */
  readonly patienceS: number;
  /** ... one second for so many bytes that came. */
  readonly slowestBytesS: number;
  readonly fetch: typeof globalThis.fetch;
  /** What is done between two tries. */
  readonly wait: (seconds: number) => Promise<void>;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
}

/** A small file; `bytes` is null where the server says that the held one is still current. */
export interface Answer {
  readonly bytes: Uint8Array<ArrayBuffer> | null;
  readonly etag: string | null;
}

/** Where packs come from. Throws a `RangeError` for what is not the address of a web server. */
export function sourceOf(given: { readonly baseUrl: string } & Partial<Omit<Source, "baseUrl">>): Source {
  const url = URL.canParse(given.baseUrl) ? new URL(given.baseUrl) : null;
  const isPlain =
    url &&
    given.baseUrl.length <= LONGEST_ADDRESS &&
    !url.search &&
    !url.hash &&
    !url.username &&
    !url.password;
  if (!isPlain || !["http:", "https:"].includes(url.protocol)) {
    throw new RangeError(`Not a plain http(s) address: '${given.baseUrl}'. A query belongs in 'query'.`);
  }
  return Object.freeze({
    headers: {},
    timeoutS: 20,
    patienceS: 60,
    slowestBytesS: 4096,
    fetch: (...asked: Parameters<typeof globalThis.fetch>) => globalThis.fetch(...asked),
    wait: (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, 1000 * seconds)),
    ...given,
    baseUrl: given.baseUrl.replace(/\/+$/, ""),
    query: (given.query ?? "").replace(/^[?&]+/, ""),
  });
}

/**
 * A file of at most `limit` bytes, whole.
 *
 * @param asked `etag`: of the copy at hand, the server may answer that it is current; `fresh`: pass by caches
 *
 * Throws a `FetchError` where the server refuses, an `OfflineError` where it cannot be reached, a `MismatchError` where
 * the file is larger.
 */
export async function fetchSmall(
  source: Source,
  key: string,
  limit: number,
  asked: { readonly etag?: string | null; readonly fresh?: boolean } = {},
): Promise<Answer> {
  const headers: Record<string, string> = asked.etag ? { "If-None-Match": asked.etag } : {};
  const request = { key, headers, fresh: asked.fresh ?? false };
  const patience = openPatience(source);
  for (let tries = 0; tries < IDLE_TRIES; tries++) {
    const answer = await asking<Answer>(source, patience, request, async (response, body) => {
      if (response.status === 304 && asked.etag) return { bytes: null, etag: asked.etag };
      if (response.status !== 200) return refuseFinal(response, key);
      const bytes = await gathered(body, limit, key);
      return bytes && { bytes, etag: etagOf(response) };
    });
    if (answer) return answer;
    requirePatience(patience, key);
    await source.wait(pauseS(tries));
  }
  throw new OfflineError(`The server cannot be reached, or breaks off, at ${key}.`);
}

/** A file to be brought to a store. */
export interface Wanted {
  readonly key: string;
  /** Where in the store it grows. */
  readonly into: string;
  readonly length: number;
  /** Pass by caches. */
  readonly fresh: boolean;
  /** Is told of every piece that came. */
  readonly onBytes: (count: number) => void;
}

/**
 * Brings a file to exactly `length` bytes, going on from what lies there.
 *
 * Throws a `FetchError` where the server refuses, an `OfflineError` where it breaks off again and again (what came is
 * kept), a `MismatchError` where the server's file has another length, a `StoreError` where it cannot be kept.
 */
export async function fetchFile(source: Source, store: Store, wanted: Wanted): Promise<void> {
  const patience = openPatience(source);
  let have = await begun(store, wanted);
  let most = have;
  for (let tries = 0, idle = 0; have < wanted.length; tries++) {
    have = await goOn(source, patience, store, wanted, have);
    idle = have >= most + LEAST_BYTES ? 0 : idle + 1;
    most = Math.max(most, have);
    if (have === wanted.length) return;
    if (idle >= IDLE_TRIES || tries >= MOST_TRIES) {
      throw new OfflineError(`The connection broke at ${wanted.key}; a later try goes on from there.`);
    }
    requirePatience(patience, wanted.key);
    await source.wait(pauseS(idle));
  }
}

/** How much lies there to go on from; what is too long is of no use. */
async function begun(store: Store, { into, length }: Wanted): Promise<number> {
  const have = await store.size(into);
  if (have !== null && have <= length) return have;
  await store.append(into, 0, new Uint8Array());
  return 0;
}

/** One request for what is missing. Returns how many bytes lie there after it. */
async function goOn(
  source: Source,
  patience: Patience,
  store: Store,
  wanted: Wanted,
  have: number,
): Promise<number> {
  const headers: Record<string, string> = have ? { Range: `bytes=${have}-` } : {};
  const request = { key: wanted.key, headers, fresh: wanted.fresh };
  let at = have;
  await asking(source, patience, request, async (response, body) => {
    if (response.status !== 200 && response.status !== 206) return refuseFinal(response, wanted.key);
    at = startOf(response, wanted, have);
    for await (const piece of pieces(body, wanted, at)) {
      await store.append(wanted.into, at, piece);
      at += piece.length;
    }
    return at;
  });
  return at;
}

/** From which byte the answer goes on: what was asked for, or 0 where the server ignores ranges. */
function startOf(response: Response, { key, length }: Wanted, have: number): number {
  if (response.status === 200) return 0;
  const said = response.headers.get("Content-Range")?.replace(/^bytes /, "");
  if (said !== `${have}-${length - 1}/${length}` && said !== `${have}-${length - 1}/*`) {
    throw new MismatchError(`${key}: the server's file has not the ${length} bytes announced (${said}).`);
  }
  return have;
}

/** What a server calls this state of a file, if it is fit to be sent back. */
function etagOf(response: Response): string | null {
  const etag = response.headers.get("ETag");
  return etag && ETAG.test(etag) ? etag : null;
}

/** Chunks put together to pieces worth storing, none beyond `length`: the last when the connection ends or breaks. */
async function* pieces(
  body: Body,
  { key, length, onBytes }: Wanted,
  start: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let held: Uint8Array[] = [];
  let [heldBytes, at] = [0, start];
  for await (const chunk of body.chunks) {
    onBytes(Math.min(chunk.length, length - at));
    if (chunk.length > length - at)
      throw new MismatchError(`${key} is longer than the ${length} bytes announced.`);
    held.push(chunk);
    heldBytes += chunk.length;
    at += chunk.length;
    if (heldBytes >= PIECE_BYTES) {
      yield joined(held, heldBytes);
      [held, heldBytes] = [[], 0];
    }
    if (at === length) break;
  }
  if (heldBytes > 0) yield joined(held, heldBytes);
}

/** All of a small file, or null where it broke off. */
async function gathered(body: Body, limit: number, key: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body.chunks) {
    bytes += chunk.length;
    if (bytes > limit) throw new MismatchError(`${key} is larger than the ${limit} bytes that it may have.`);
    held.push(chunk);
  }
  return body.isBroken() ? null : joined(held, bytes);
}

function joined(chunks: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** What an answer brings, as it comes; a break ends it as the end does, and is told apart afterwards. */
interface Body {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly isBroken: () => boolean;
}

/**
 * One request. Returns what `take` makes of the answer, or null where the server cannot be reached. What `take` leaves
 * unread is not waited for. Throws the signal's reason where that ended it.
 */
async function asking<T>(
  source: Source,
  patience: Patience,
  request: Question,
  take: (response: Response, body: Body) => Promise<T | null>,
): Promise<T | null> {
  source.signal?.throwIfAborted();
  const ending = new AbortController();
  const end = () => ending.abort();
  const watch = watched(patience, source.timeoutS, end);
  source.signal?.addEventListener("abort", end);
  try {
    const response = await answered(source, request, ending.signal);
    const taken = response && (await take(response, bodyOf(response, watch.came)));
    source.signal?.throwIfAborted();
    return taken;
  } finally {
    source.signal?.removeEventListener("abort", end);
    watch.stop();
    end();
  }
}

/** What is asked for. `fresh`: pass by caches. */
interface Question {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fresh: boolean;
}

/** The answer's head, or null where none came. A redirect is shown, not followed: headers would go with it. */
async function answered(source: Source, request: Question, signal: AbortSignal): Promise<Response | null> {
  try {
    return await source.fetch(`${source.baseUrl}/${request.key}${source.query && `?${source.query}`}`, {
      headers: { ...source.headers, "Accept-Encoding": "identity", ...request.headers },
      redirect: "manual",
      signal,
      ...(request.fresh && { cache: "reload" as const }),
    });
  } catch {
    return null; // a browser does not say why; it is asked again, and then told as not to be reached
  }
}

function bodyOf(response: Response, came: (bytes: number) => void): Body {
  const reader = response.body?.getReader();
  let broken = false;

  async function* chunks(): AsyncGenerator<Uint8Array> {
    while (reader) {
      const step = await reader.read().catch(() => null);
      broken = step === null;
      if (!step || step.done) return;
      came(step.value.length);
      yield step.value;
    }
  }

  return { chunks: chunks(), isBroken: () => broken };
}

/** How long a file may still take. */
interface Patience {
  /** So many bytes came: it may take longer. */
  readonly earn: (bytes: number) => void;
  /** 0 when it is lost. */
  readonly leftMs: () => number;
}

function openPatience({ patienceS, slowestBytesS }: Source): Patience {
  let untilMs = performance.now() + 1000 * patienceS;
  return {
    earn: (bytes) => {
      untilMs += (1000 * bytes) / slowestBytesS;
    },
    leftMs: () => Math.max(0, untilMs - performance.now()),
  };
}

function requirePatience(patience: Patience, key: string): void {
  if (patience.leftMs() === 0) throw new OfflineError(`${key} comes too slowly; a later try may be faster.`);
}

/** Calls `end` when nothing came for so long, or patience is lost. */
function watched(patience: Patience, timeoutS: number, end: () => void) {
  let silence = setTimeout(end, 1000 * timeoutS);
  let loss = setTimeout(look, patience.leftMs());

  function look(): void {
    const leftMs = patience.leftMs();
    if (leftMs === 0) end();
    else loss = setTimeout(look, leftMs);
  }

  return {
    came: (bytes: number) => {
      patience.earn(bytes);
      clearTimeout(silence);
      silence = setTimeout(end, 1000 * timeoutS);
    },
    stop: () => {
      clearTimeout(silence);
      clearTimeout(loss);
    },
  };
}

/** Throws for an answer that another try will not change; otherwise null: it is worth another. */
function refuseFinal(response: Response, key: string): null {
  const { status, statusText } = response;
  if (response.type === "opaqueredirect" || REDIRECTS.includes(status)) {
    throw new FetchError(`The server sends ${key} elsewhere, which is not followed: give its final address.`);
  }
  if (status === NOT_SATISFIABLE)
    throw new MismatchError(`${key}: the server's file is shorter than announced.`);
  if (status >= 500 || status === REQUEST_TIMEOUT || status === TOO_MANY_REQUESTS) return null;
  throw new FetchError(`The server refuses ${key}: ${`${status} ${statusText}`.trim()}.`);
}

function pauseS(tries: number): number {
  return 0.25 * 2 ** tries;
}
