import { afterEach, expect, test, vi } from "vitest";
import { drawnPreview, drawnSize } from "./drawnPreview";

const CAMERA = { width: 1280, height: 720 };

test("a picture is drawn as large as the place that it covers, and never larger than it is", () => {
  expect(drawnSize(CAMERA, { width: 320, height: 180 })).toEqual({ width: 320, height: 180 });
  expect(drawnSize(CAMERA, { width: 100, height: 360 })).toEqual({ width: 640, height: 360 });
  expect(drawnSize(CAMERA, { width: 2560, height: 1440 })).toEqual(CAMERA);
  expect(drawnSize(CAMERA, { width: 0, height: 0 })).toEqual({ width: 0, height: 0 });
  expect(drawnSize({ width: 0, height: 0 }, { width: 320, height: 180 })).toEqual({ width: 0, height: 0 });
});

function stage() {
  const drawImage = vi.fn();
  const player = {
    videoWidth: 640,
    videoHeight: 480,
    clientWidth: 160,
    clientHeight: 120,
    style: { visibility: "" },
  };
  const canvas = { hidden: true, width: 0, height: 0 };
  const whole = { ...canvas, getContext: () => ({ drawImage }) };
  return { player, canvas: whole, drawImage, drawn: () => drawnPreview(player as never, whole as never) };
}

afterEach(() => vi.unstubAllGlobals());

test("the player hides behind what is drawn, and is back when that is over", () => {
  vi.stubGlobal("MediaStreamTrackProcessor", class {});
  vi.stubGlobal("devicePixelRatio", 2);
  const { player, canvas, drawImage, drawn } = stage();
  const preview = drawn();
  expect(canvas.hidden).toBe(true);
  preview?.draw();
  expect([canvas.width, canvas.height, canvas.hidden]).toEqual([320, 240, false]);
  expect(drawImage).toHaveBeenCalledExactlyOnceWith(player, 0, 0, 320, 240);
  expect(player.style.visibility).toBe("hidden");
  preview?.close();
  expect([canvas.hidden, player.style.visibility]).toEqual([true, ""]);
});

test("where the page is given no pictures the player shows itself", () => {
  const { drawn } = stage();
  expect(drawn()).toBeNull();
});
