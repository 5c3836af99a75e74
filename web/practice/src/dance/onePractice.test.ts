import { expect, test, vi } from "vitest";
import { onePractice } from "./onePractice";

const looked = () => Promise.resolve();
const practice = () => ({ dispose: vi.fn() });

test("one that is ready is held, and makes another one needless", async () => {
  const held = onePractice<ReturnType<typeof practice>>();
  const made = practice();
  expect(await held.make(looked, () => Promise.resolve(made))).toBe(made);
  expect(held.now).toBe(made);
  const begin = vi.fn();
  expect(await held.make(looked, begin)).toBeNull();
  expect(begin).not.toHaveBeenCalled();
  held.letGo();
  expect(made.dispose).toHaveBeenCalledOnce();
  expect(held.now).toBeNull();
});

test("one that was given up while it was made is let go of", async () => {
  const held = onePractice<ReturnType<typeof practice>>();
  const made = practice();
  let ready: (made: ReturnType<typeof practice>) => void = () => undefined;
  const making = held.make(looked, () => new Promise((resolve) => (ready = resolve)));
  await Promise.resolve();
  held.letGo();
  ready(made);
  expect(await making).toBeNull();
  expect(made.dispose).toHaveBeenCalledOnce();
  expect(held.now).toBeNull();
});

test("one that was given up before it began never begins", async () => {
  const held = onePractice<ReturnType<typeof practice>>();
  const begin = vi.fn();
  const making = held.make(looked, begin);
  held.letGo();
  expect(await making).toBeNull();
  expect(begin).not.toHaveBeenCalled();
});

test("of two that are made at once the later one is held", async () => {
  const held = onePractice<ReturnType<typeof practice>>();
  const [first, second] = [practice(), practice()];
  const both = [first, second].map((made) => held.make(looked, () => Promise.resolve(made)));
  expect(await Promise.all(both)).toEqual([null, second]);
  expect(held.now).toBe(second);
});

test("of one that was given up nobody hears what went wrong", async () => {
  const held = onePractice<ReturnType<typeof practice>>();
  const failing = () => Promise.reject(new Error("no memory"));
  await expect(held.make(looked, failing)).rejects.toThrow("no memory");
  const making = held.make(looked, failing);
  held.letGo();
  expect(await making).toBeNull();
});

test("whoever takes it out lets go of it", async () => {
  const held = onePractice<ReturnType<typeof practice>>();
  const made = practice();
  await held.make(looked, () => Promise.resolve(made));
  expect(held.takeOut()).toBe(made);
  held.letGo();
  expect(made.dispose).not.toHaveBeenCalled();
});
