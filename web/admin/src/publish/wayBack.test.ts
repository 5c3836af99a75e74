import { expect, test } from "vitest";
import type { Release } from "./releases";
import { wayBack } from "./wayBack";

const release = (kind: Release["kind"], revision: number | null, state: Release["state"] = "superseded") =>
  ({ kind, revision, state }) as Release;

test("the first release has nothing before it", () => {
  expect(wayBack([])).toBeNull();
  expect(wayBack([release("publish", 1, "live")])).toBeNull();
});

test("a rollback undoes the newest that is not undone yet", () => {
  const [first, second, third] = [1, 2, 3].map((revision) => release("publish", revision));
  expect(wayBack([second, first] as Release[])).toBe(1);
  expect(wayBack([release("rollback", 1, "live"), second, first] as Release[])).toBeNull();
  expect(wayBack([release("rollback", 2, "live"), third, second, first] as Release[])).toBe(1);
});

test("what failed or is on its way was never live", () => {
  expect(wayBack([release("publish", 2, "failed"), release("publish", 1, "live")])).toBeNull();
});
