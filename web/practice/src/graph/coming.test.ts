import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { comingPictures } from "./coming";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("whoever waits for a picture is told by the next one that it comes, else after a while that none does", async () => {
  const pictures = comingPictures();
  pictures.came();
  const [early, late] = [pictures.soon(3000), pictures.soon(3000)];
  pictures.came();
  expect(await Promise.all([early, late])).toEqual([true, true]);
  const none = pictures.soon(3000);
  await vi.advanceTimersByTimeAsync(3000);
  expect(await none).toBe(false);
  expect(pictures.count()).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
});
