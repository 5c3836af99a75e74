import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Asked, Source, Told } from "./asked";
import type { Encoding, EncodingRules } from "./encoding";

let told: Told[] = [];
let rules: EncodingRules;
/** Of the encoding, what the end of a film does. */
let finish: () => Promise<void>;
let flush: () => void;
let closed: string[] = [];

const put = vi.fn(() => ({ filmS: 0 }));

function anEncoding(): Encoding {
  return {
    fits: () => true,
    put,
    shape: () => ({ mime: "video/mp4", width: 320, height: 240, durationS: 1 }),
    finish: () => finish(),
    abandon: () => undefined,
  };
}

vi.mock("./encoding", () => ({
  encodingOf: async (_: VideoFrame, given: EncodingRules) => {
    rules = given;
    return anEncoding();
  },
}));
vi.mock("./shelf", () => ({
  folderOf: async () => ({}),
  lockOf: String,
  RECORDING: "film",
  JOURNAL: "notes",
}));
vi.mock("./syncFile", async (original) => ({
  ...(await original<typeof import("./syncFile")>()),
  openSync: async (_: unknown, name: string) => ({
    write: (bytes: Uint8Array) => bytes.length,
    flush: () => flush(),
    close: () => void closed.push(name),
  }),
}));

/** A worker that has filmed a picture. */
async function filming(): Promise<(asked: Asked) => Promise<void>> {
  const ask = await begun({ kind: "sent" });
  await ask({ kind: "moving", isMoving: true });
  const picture = { timestamp: 0, close: () => undefined } as unknown as VideoFrame;
  await ask({ kind: "picture", picture, capturedMs: 0 });
  expect(put).toHaveBeenCalledOnce();
  told = [];
  return ask;
}

async function begun(source: Source): Promise<(asked: Asked) => Promise<void>> {
  vi.resetModules();
  const worker = { onmessage: null as unknown, postMessage: (each: Told) => void told.push(each) };
  vi.stubGlobal("self", worker);
  vi.stubGlobal("navigator", { locks: { request: (_: string, held: () => Promise<void>) => held() } });
  await import("./film.worker");
  const ask = (data: Asked) => (worker.onmessage as (event: { data: Asked }) => Promise<void>)({ data });
  await ask({ kind: "begin", id: "one", source });
  return ask;
}

const full = () => new DOMException("full", "QuotaExceededError");
const kinds = () => told.map((each) => (each.kind === "fault" ? each.fault : each.kind));

beforeEach(() => {
  put.mockClear();
  [told, closed] = [[], []];
  [finish, flush] = [async () => undefined, () => undefined];
});
afterEach(() => vi.unstubAllGlobals());

test("a disk that is full at the film's last fragment is told, and the film is over all the same", async () => {
  const ask = await filming();
  finish = () => Promise.reject(full());
  await ask({ kind: "end" });
  expect(kinds()).toEqual(["no-room", "filmed", "ended"]);
});

test("a picture of the last ones that cannot be written is told, too", async () => {
  const ask = await filming();
  finish = async () => rules.failed(full());
  await ask({ kind: "end" });
  expect(kinds()).toEqual(["no-room", "filmed", "ended"]);
});

test("what broke before is told once, and nothing is finished", async () => {
  const ask = await filming();
  finish = () => Promise.reject(new Error("There is nothing to finish."));
  rules.failed(new Error("The encoder failed."));
  rules.failed(full());
  await ask({ kind: "end" });
  expect(kinds()).toEqual(["encoder", "filmed", "ended"]);
});

test("a film whose last bytes the disk does not take is not whole", async () => {
  const ask = await filming();
  flush = () => {
    throw full();
  };
  await ask({ kind: "end" });
  await ask({ kind: "close" });
  expect(kinds()).toEqual(["no-room", "filmed", "ended", "closed"]);
  expect(closed).toEqual(["film", "notes"]);
});

test("a picture that was on its way as the film ended is closed, and the camera is let go of", async () => {
  let camera: ReadableStreamDefaultController<VideoFrame> | undefined;
  const cancel = vi.fn();
  const begin = (controller: ReadableStreamDefaultController<VideoFrame>) => {
    camera = controller;
  };
  const pictures = new ReadableStream<VideoFrame>({ start: begin, cancel }, { highWaterMark: 0 });
  const ask = await begun({ kind: "track", pictures });
  await ask({ kind: "end" });
  expect(kinds()).toContain("ended");
  const close = vi.fn();
  camera?.enqueue({ timestamp: 0, close } as unknown as VideoFrame);
  await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
  expect(close).toHaveBeenCalledOnce();
  expect(put).not.toHaveBeenCalled();
});
