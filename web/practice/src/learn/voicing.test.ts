import { expect, test, vi } from "vitest";
import type { Voice } from "./voice";
import { voicing } from "./voicing";

function asked() {
  const voice = { close: vi.fn() } as unknown as Voice;
  let resolve: (voice: Voice) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const coming = new Promise<Voice>((come, fail) => ([resolve, reject] = [come, fail]));
  const rules = { open: vi.fn(() => coming), opened: vi.fn(), lacks: vi.fn() };
  return { voice, coming: { resolve, reject }, rules, lesson: voicing(rules) };
}

test("the first wish waits for the voice, and of two the last is done, once", async () => {
  const { voice, coming, rules, lesson } = asked();
  const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()];
  lesson.ask(first);
  lesson.ask(second);
  expect(second).not.toHaveBeenCalled();
  coming.resolve(voice);
  await vi.waitFor(() => expect(second).toHaveBeenCalledOnce());
  expect(rules.opened).toHaveBeenCalledExactlyOnceWith(voice);
  expect(first).not.toHaveBeenCalled();
  lesson.ask(third);
  expect(third).toHaveBeenCalledOnce();
  expect(rules.open).toHaveBeenCalledOnce();
});

test("what is done meanwhile takes the place of what waits", async () => {
  const { voice, coming, rules, lesson } = asked();
  const [waiting, now] = [vi.fn(), vi.fn()];
  lesson.ask(waiting);
  lesson.now(now);
  expect(now).toHaveBeenCalledOnce();
  coming.resolve(voice);
  await vi.waitFor(() => expect(rules.opened).toHaveBeenCalledOnce());
  expect(waiting).not.toHaveBeenCalled();
});

test("of a lesson that was left nothing is done, and a voice that comes late is closed", async () => {
  const { voice, coming, rules, lesson } = asked();
  const wish = vi.fn();
  lesson.ask(wish);
  lesson.close();
  coming.resolve(voice);
  await vi.waitFor(() => expect(voice.close).toHaveBeenCalledOnce());
  expect(rules.opened).not.toHaveBeenCalled();
  expect(wish).not.toHaveBeenCalled();
});

test("without a voice it goes on, and later wishes try again without waiting", async () => {
  const { voice, coming, rules, lesson } = asked();
  const [first, later] = [vi.fn(), vi.fn()];
  lesson.ask(first);
  coming.reject(new Error("no sound"));
  await vi.waitFor(() => expect(first).toHaveBeenCalledOnce());
  expect(rules.lacks).toHaveBeenCalledOnce();
  rules.open.mockResolvedValueOnce(voice);
  lesson.ask(later);
  expect(later).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(rules.opened).toHaveBeenCalledExactlyOnceWith(voice));
});
