import { expect, test } from "vitest";
import { classTime } from "./classTime";

test("before the video's first picture time goes on at the lesson's speed, then it is the video's", () => {
  const video = { currentTime: 0 };
  let nowMs = 5000;
  const time = classTime(
    video,
    () => 0.5,
    () => nowMs,
  );
  expect([time.isWaiting, time.nowS()]).toEqual([false, 0]);
  time.waitFrom(-1);
  expect([time.isWaiting, time.nowS()]).toEqual([true, -1]);
  nowMs += 1000;
  expect(time.nowS()).toBe(-0.5);
  nowMs += 1000;
  expect(time.nowS()).toBe(0);
  time.follow();
  video.currentTime = 0.3;
  expect([time.isWaiting, time.nowS()]).toEqual([false, 0.3]);
});
