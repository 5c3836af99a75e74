import { expect, it } from "vitest";
import { branchOf } from "./branch";

const PICTURE_MS = 1000 / 30;
const LOOK_MS = 80;

it("takes the first picture that comes when it is free again, however many it passed over", async () => {
  const looked: number[] = [];
  let end: () => void = () => undefined;
  const branch = branchOf<number>({
    room: 0,
    everyMs: 60,
    work(atMs) {
      looked.push(atMs);
      return new Promise((resolve) => {
        end = () => resolve(true);
      });
    },
    sinceMs: (atMs) => atMs,
    failed: (error) => expect(error).toBeNull(),
  });
  for (let at = 0; at < 30; at++) {
    const nowMs = at * PICTURE_MS;
    if (nowMs - (looked.at(-1) ?? 0) >= LOOK_MS) {
      end();
      await branch.idle();
    }
    branch.put(nowMs);
  }
  expect(looked.length).toBe(10);
  end();
  await branch.idle();
  expect(branch.stats()).toMatchObject({ came: 30, done: 10, dropped: 20 });
});
