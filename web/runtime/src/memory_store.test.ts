/** The rules of a store, over memory. */

import { memoryStore } from "@eightcount/runtime";
import { expect, test } from "vitest";
import { RULES } from "./store_contract";

test.each(RULES.map((rule) => [rule.name, rule] as const))("in memory, %s", async (_, rule) => {
  await rule.holds(memoryStore());
});

test("a full memory refuses what does not fit, and keeps what there is", async () => {
  const store = memoryStore({ room: 10 });
  await store.write("o/a", new Uint8Array(6));
  await expect(store.write("o/b", new Uint8Array(5))).rejects.toThrow("full");
  await expect(store.append("incoming/b", 0, new Uint8Array(5))).rejects.toThrow("full");
  await store.write("o/a", new Uint8Array(10));
  expect([await store.roomBytes(), await store.keys("")]).toEqual([0, ["o/a"]]);
});
