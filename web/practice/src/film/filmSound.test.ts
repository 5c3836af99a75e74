import { expect, test } from "vitest";
import { filmSound } from "./filmSound";
import type { ReadSound } from "./stretch";

const RATE_HZ = 8_000;

/** A sound whose every frame says which it is. */
const counting: ReadSound = async (from, count) => {
  const plane = Float32Array.from({ length: count }, (_, at) => from + at);
  return [plane, plane.slice()];
};

async function all(...[pieces, durationS]: [Parameters<typeof filmSound>[0], number]): Promise<number[]> {
  const out: number[] = [];
  for await (const [left] of filmSound(pieces, durationS, RATE_HZ, counting)) out.push(...(left ?? []));
  return out;
}

test("a film has the class's sound where its pieces say, to a sample", async () => {
  const pieces = [
    { filmS: 0, classS: 1.25, speed: 1 },
    { filmS: 2, classS: 10, speed: 1 },
  ];
  const sound = await all(pieces, 3.5);
  expect(sound).toHaveLength(3.5 * RATE_HZ);
  expect(sound[RATE_HZ]).toBe(2.25 * RATE_HZ);
  expect(sound[2.5 * RATE_HZ]).toBe(10.5 * RATE_HZ);
});

test("pieces begin and end in silence", async () => {
  const pieces = [
    { filmS: 0, classS: 1, speed: 1 },
    { filmS: 1, classS: 9, speed: 1 },
  ];
  const sound = await all(pieces, 2);
  for (const at of [0, RATE_HZ - 1, RATE_HZ, 2 * RATE_HZ - 1]) expect(sound[at]).toBe(0);
  expect(sound[RATE_HZ + 20]).toBeLessThan(9 * RATE_HZ);
});

test("before the first piece, and without any, there is silence of the film's length", async () => {
  expect(await all([], 1)).toEqual(Array(RATE_HZ).fill(0));
  const late = await all([{ filmS: 0.5, classS: 3, speed: 1 }], 1);
  expect(late.slice(0, RATE_HZ / 2).every((value) => value === 0)).toBe(true);
  expect(late[0.75 * RATE_HZ]).toBe(3.25 * RATE_HZ);
});

test("a piece that lies behind the film's end is left out, slow ones have their length", async () => {
  const pieces = [
    { filmS: 0, classS: 1, speed: 0.5 },
    { filmS: 5, classS: 9, speed: 1 },
  ];
  expect(await all(pieces, 1.2345)).toHaveLength(Math.round(1.2345 * RATE_HZ));
});
