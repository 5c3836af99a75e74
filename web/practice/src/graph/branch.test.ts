import { expect, it } from "vitest";
import { branchOf } from "./branch";

it("looks at the first picture that comes when it is free again, however many it passed over", async () => {
  const looked: number[] = [];
  let go: () => void = () => undefined;
  const branch = branchOf<number>({
    room: 0,
    everyMs: 60,
    work(atMs) {
      looked.push(atMs);
      return new Promise((resolve) => {
        go = () => resolve(true);
      });
    },
    sinceMs: (atMs) => atMs,
    failed: (error) => expect(error).toBeNull(),
  });
  // 30 a second, and a look that takes 80 ms: free before every third.
  for (let at = 0; at < 30; at++) {
    if (at % 3 === 0) {
      go();
      await branch.idle();
    }
    branch.put(at * 33.3);
  }
  go();
  expect(looked.length).toBe(10);
  expect(branch.stats()).toMatchObject({ came: 30, dropped: 20 });
});
