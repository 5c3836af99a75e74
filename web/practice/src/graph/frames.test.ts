import { afterEach, expect, test, vi } from "vitest";
import { framesOf } from "./frames";

afterEach(() => void vi.unstubAllGlobals());

const aPicture = () => ({ timestamp: 0, close: vi.fn() }) as unknown as VideoFrame;

/** A camera whose pictures come when the test gives them. */
function camera() {
  let source: ReadableStreamDefaultController<VideoFrame> | undefined;
  const cancel = vi.fn();
  const readable = new ReadableStream<VideoFrame>(
    {
      start(controller) {
        source = controller;
      },
      cancel,
    },
    { highWaterMark: 0 },
  );
  vi.stubGlobal(
    "MediaStreamTrackProcessor",
    class {
      readonly readable = readable;
    },
  );
  const take = vi.fn();
  const stop = framesOf({} as MediaStreamTrack, {} as MediaStream, take);
  return { give: (picture: VideoFrame) => source?.enqueue(picture), take, stop, cancel };
}

test("a picture that is asked for when nobody wants any more is closed, and then the camera is let go of", async () => {
  const { give, take, stop, cancel } = camera();
  const [taken, late] = [aPicture(), aPicture()];
  give(taken);
  await vi.waitFor(() => expect(take).toHaveBeenCalledOnce());
  stop();
  give(late);
  await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
  expect(late.close).toHaveBeenCalledOnce();
  expect(taken.close).not.toHaveBeenCalled();
  expect(take).toHaveBeenCalledOnce();
});
