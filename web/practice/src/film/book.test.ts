import { expect, test, vi } from "vitest";
import { bookOf } from "./book";

test("a film is dated by the wall's clock, as its result is, though the device slept since the page was opened", () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2040, 0, 1) });
  const book = bookOf({
    id: "one",
    classId: "uniform",
    revision: 1,
    clock: { at: () => null },
    wishes: { speed: 1, latencyS: 0 },
    tell: () => undefined,
    write: () => undefined,
  });
  expect(book.film().begunMs).toBe(Date.UTC(2040, 0, 1));
  vi.useRealTimers();
});
