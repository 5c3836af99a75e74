import { expect, test } from "vitest";
import { soughtTo } from "./seeking";

function aVideo(state: { readyState: number; error: unknown }) {
  return Object.assign(new EventTarget(), { currentTime: 0, seeking: false, ...state });
}
const asVideo = (video: unknown) => video as HTMLVideoElement;

test("a video that is not loaded so far is sought as soon as it is", async () => {
  const video = aVideo({ readyState: 0, error: null });
  let isSought = false;
  const sought = soughtTo(asVideo(video), 3).then(() => {
    isSought = true;
  });
  expect(video.currentTime).toBe(0);
  video.dispatchEvent(new Event("loadedmetadata"));
  await Promise.resolve();
  expect([video.currentTime, isSought]).toEqual([3, false]);
  video.dispatchEvent(new Event("seeked"));
  await sought;
});

test("nobody waits for a video that is broken, or breaks", async () => {
  await soughtTo(asVideo(aVideo({ readyState: 0, error: new Error("broken") })), 3);
  const video = aVideo({ readyState: 4, error: null });
  const sought = soughtTo(asVideo(video), 3);
  video.dispatchEvent(new Event("error"));
  await sought;
});

test("one that shows that time already is not sought", async () => {
  await soughtTo(asVideo(aVideo({ readyState: 4, error: null })), 0);
});
