import { afterEach, expect, test, vi } from "vitest";
import { fitter, isAlike, type Laid, shownSize, wholeIn } from "./fitting";

afterEach(() => vi.unstubAllGlobals());

/** As a phone's camera gives it: stored on its side, shown upright where it is turned. */
function aPicture(codedWidth: number, codedHeight: number, rotation?: number): VideoFrame {
  const isOnItsSide = (rotation ?? 0) % 180 !== 0;
  const [displayWidth, displayHeight] = isOnItsSide ? [codedHeight, codedWidth] : [codedWidth, codedHeight];
  const close = () => undefined;
  return { codedWidth, codedHeight, displayWidth, displayHeight, rotation, close } as unknown as VideoFrame;
}

const UPRIGHT: Laid = { width: 1280, height: 720, rotation: 90 };
const PLAIN: Laid = { width: 640, height: 480, rotation: 0 };

test("a picture that is turned otherwise is not alike, though it is as large", () => {
  expect(isAlike(aPicture(1280, 720, 90), UPRIGHT)).toBe(true);
  expect(isAlike(aPicture(1280, 720, 270), UPRIGHT)).toBe(false);
  expect(isAlike(aPicture(1280, 720, 0), UPRIGHT)).toBe(false);
  expect(isAlike(aPicture(1280, 720), UPRIGHT)).toBe(false);
});

test("an odd size is alike to the even one below, and an old browser's picture is not turned", () => {
  expect(isAlike(aPicture(641, 481), PLAIN)).toBe(true);
  expect(isAlike(aPicture(480, 640), PLAIN)).toBe(false);
});

test("what a player shows lies whole within what it shows of the film", () => {
  expect(shownSize(UPRIGHT)).toEqual({ width: 720, height: 1280 });
  expect(wholeIn(aPicture(1280, 720, 270), UPRIGHT)).toEqual({ width: 720, height: 1280 });
  expect(wholeIn(aPicture(1280, 720, 0), UPRIGHT)).toEqual({ width: 720, height: 405 });
  expect(wholeIn(aPicture(480, 640), PLAIN)).toEqual({ width: 360, height: 480 });
});

test("a phone that is turned has its pictures laid upright into a film whose player turns them", () => {
  const asked: [string, ...unknown[]][] = [];
  const pen = new Proxy(
    {},
    {
      get:
        (_, name: string) =>
        (...given: unknown[]) =>
          asked.push([name, ...given]),
    },
  );
  vi.stubGlobal(
    "OffscreenCanvas",
    class {
      getContext = () => pen;
    },
  );
  const made: unknown[] = [];
  vi.stubGlobal(
    "VideoFrame",
    class {
      constructor(_: unknown, init: unknown) {
        made.push(init);
      }
    },
  );
  const picture = aPicture(1280, 720, 0);
  fitter(UPRIGHT)(picture, 5);
  expect(asked).toEqual([
    ["resetTransform"],
    ["fillRect", 0, 0, 1280, 720],
    ["translate", 640, 360],
    ["rotate", -Math.PI / 2],
    ["drawImage", picture, -360, -202.5, 720, 405],
  ]);
  expect(made).toEqual([{ timestamp: 5, rotation: 90 }]);
});
