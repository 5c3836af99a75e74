import fc from "fast-check";
import { expect, test } from "vitest";
import type { Film } from "../graph/types";
import { lastOf, lineOf } from "./journal";

const film = (frames: number): Film => ({
  id: "a",
  classId: "uniform",
  revision: 3,
  begunMs: 1,
  durationS: frames / 30,
  mime: "video/mp4",
  bytes: 10,
  width: 640,
  height: 480,
  frames,
  pieces: [{ filmS: 0, classS: 1, speed: 1 }],
});

test("the last line counts", () => {
  const text = lineOf({ isWhole: false, film: film(1) }) + lineOf({ isWhole: true, film: film(2) });
  expect(lastOf(text)).toEqual({ isWhole: true, film: film(2) });
});

test("wherever writing broke off, the last line that is whole counts", () => {
  const lines = [1, 2, 3].map((frames) => lineOf({ isWhole: false, film: film(frames) }));
  const text = lines.join("");
  fc.assert(
    fc.property(fc.nat(text.length), (length) => {
      const left = text.slice(0, length);
      const whole = left.split("\n").length - 1;
      expect(lastOf(left)?.film.frames ?? 0).toBe(whole);
    }),
  );
});

test("what is no journal says nothing", () => {
  for (const text of ["", "\n", "{}\n", '{"isWhole":true}\n', "null\n", "\u0000\n"])
    expect(lastOf(text)).toBeNull();
});

test("a line after one that broke off is read", () => {
  const broken = lineOf({ isWhole: false, film: film(1) }).slice(0, 20);
  expect(lastOf(`${broken}\n${lineOf({ isWhole: true, film: film(5) })}`)?.film.frames).toBe(5);
});
