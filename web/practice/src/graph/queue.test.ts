import { describe, expect, it } from "vitest";
import { queueOf } from "./queue";

/** A queue whose work ends when it is told to. */
function slow(room: number) {
  const begun: number[] = [];
  const late: number[] = [];
  const left: number[] = [];
  const failures: unknown[] = [];
  let go: (error?: Error) => void = () => undefined;
  const queue = queueOf<number>({
    room,
    work: (item) => {
      begun.push(item);
      return new Promise((resolve, reject) => {
        go = (error) => (error ? reject(error) : resolve());
      });
    },
    letGo: (item, isLate) => (isLate ? late : left).push(item),
    failed: (error) => failures.push(error),
  });
  const next = async (error?: Error) => {
    go(error);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { queue, begun, late, left, failures, next };
}

describe("a queue", () => {
  it("drops the oldest that waits, never the newest, and makes nobody wait", async () => {
    const { queue, begun, late, next } = slow(1);
    for (const item of [1, 2, 3, 4]) queue.put(item);
    expect([begun, late]).toEqual([[1], [2, 3]]);
    await next();
    expect(begun).toEqual([1, 4]);
  });

  it("keeps as many as there is room for, in order", async () => {
    const { queue, begun, late, next } = slow(3);
    for (const item of [1, 2, 3, 4]) queue.put(item);
    for (let count = 0; count < 3; count++) await next();
    expect([begun, late]).toEqual([[1, 2, 3, 4], []]);
  });

  it("goes on after a failure, and tells it", async () => {
    const { queue, begun, failures, next } = slow(1);
    queue.put(1);
    queue.put(2);
    await next(new Error("no"));
    expect([begun, failures.length]).toEqual([[1, 2], 1]);
  });

  it("lets go of what waits when it closes, and takes nothing more", () => {
    const { queue, begun, left, late } = slow(2);
    for (const item of [1, 2, 3]) queue.put(item);
    queue.close();
    queue.put(4);
    expect([begun, left, late]).toEqual([[1], [2, 3, 4], []]);
  });

  it("is idle when nothing waits and nothing is worked on", async () => {
    const { queue, next } = slow(1);
    await queue.idle();
    queue.put(1);
    queue.put(2);
    let isIdle = false;
    const idle = queue.idle().then(() => {
      isIdle = true;
    });
    await next();
    expect(isIdle).toBe(false);
    await next();
    await idle;
    expect(isIdle).toBe(true);
  });
});
