import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Watched, watchFor } from "./interruptions";

const told = vi.fn();
/** Of a camera: its pictures so far, and how it stands. */
let pictures = 0;
let size = { width: 4, height: 3 };
/** Of a class. */
let [isPlaying, classS] = [true, 0 as number | null];
let stop: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  told.mockClear();
  [pictures, size, isPlaying, classS] = [0, { width: 4, height: 3 }, true, 0];
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false }));
  vi.stubGlobal("matchMedia", () => new EventTarget());
  const watched = {
    camera: { track: Object.assign(new EventTarget(), { readyState: "live" }), size: () => size },
    video: Object.assign(new EventTarget(), { ended: false }),
    isPlaying: () => isPlaying,
    classS: () => classS,
    pictures: () => pictures,
  };
  stop = watchFor(watched as unknown as Watched, told);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Lets seconds pass, in each quarter of which so many pictures come. */
function pass(seconds: number, came: number): void {
  for (let quarter = 0; quarter < 4 * seconds; quarter++) {
    pictures += came;
    vi.advanceTimersByTime(250);
  }
}

test("a camera that sends no picture for 3 s while the class plays is told, once for as long as that", () => {
  pass(5, 1);
  pass(2.75, 0);
  expect(told).not.toHaveBeenCalled();
  pass(0.25, 0);
  expect(told).toHaveBeenCalledExactlyOnceWith("camera-lost", false);
});

test("one that comes now and then is not, nor is one of which nothing is asked", () => {
  for (let again = 0; again < 4; again++) {
    pass(2.75, 0);
    pass(0.25, 1);
  }
  isPlaying = false;
  pass(9, 0);
  expect(told).not.toHaveBeenCalled();
});

test("a class that stands for 3 s though it should play is told, and a camera that was turned at once", () => {
  classS = null;
  pass(3, 1);
  expect(told).toHaveBeenCalledExactlyOnceWith("class-stalled", false);
  size = { width: 3, height: 4 };
  pass(0.25, 1);
  expect(told).toHaveBeenLastCalledWith("rotated", false);
});
