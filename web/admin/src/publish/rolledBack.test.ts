import { expect, test } from "vitest";
import type { Release } from "./releases";
import { rolledBack } from "./rolledBack";

const release = (kind: Release["kind"], revision: number | null, state: Release["state"] = "superseded") =>
  ({ kind, revision, state, pack_id: `pack ${revision}`, live_at: "2026-11-22T20:00:00Z" }) as Release;
const AT = "2026-11-22T20:00:00Z";

test("what was published, or is the pack on offer, was not rolled back to", () => {
  const [first, second] = [release("publish", 1), release("publish", 2, "live")];
  expect(rolledBack([], "pack 1")).toBeNull();
  expect(rolledBack([second, first], "pack 3")).toBeNull();
  const back = [release("rollback", 1, "live"), release("publish", 2), first];
  expect(rolledBack(back, "pack 1")).toBeNull();
  expect(rolledBack(back, undefined)).toBeNull();
});

test("the pack that was taken back would come back", () => {
  const releases = [release("rollback", 1, "live"), release("publish", 2), release("publish", 1)];
  expect(rolledBack(releases, "pack 2")).toEqual({ at: AT, revision: 1, undone: 2, comesBack: true });
});

test("after two rollbacks in a row both are undone", () => {
  const releases = [
    release("rollback", 1, "live"),
    release("rollback", 2),
    release("publish", 3),
    release("publish", 2),
    release("publish", 1),
  ];
  expect(rolledBack(releases, "pack 3")).toMatchObject({ revision: 1, undone: 3, comesBack: true });
  expect(rolledBack(releases, "pack 2")).toMatchObject({ revision: 1, undone: 2, comesBack: true });
});

test("what was built since may hold it still, or not", () => {
  const releases = [
    release("publish", 4, "failed"),
    release("rollback", 1, "live"),
    release("publish", 3),
    release("publish", 1),
  ];
  expect(rolledBack(releases, "pack 4")).toMatchObject({ revision: 1, undone: 3, comesBack: false });
});
