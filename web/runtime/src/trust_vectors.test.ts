/** Whom a device believes: every golden vector, in the words of its error, as the Python runtime judges it. */

import { readdirSync, readFileSync } from "node:fs";
import { acceptPointer, type PackError, trustIn } from "@eightcount/runtime/classpack";
import { describe, expect, test } from "vitest";
import { bytesOf } from "./studio";
import type { Vector } from "./vector";

const FOLDER = new URL("../../../runtime/vectors/trust/", import.meta.url);
const vectors = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as Vector);

async function verdict(vector: Vector): Promise<string | null> {
  try {
    await acceptPointer(bytesOf(vector.file + " ".repeat(vector.spaces)), {
      channel: vector.channel,
      trust: trustIn(...vector.roots),
      held: vector.held === null ? null : bytesOf(vector.held),
      rootVersionSeen: vector.root_version_seen,
      nowMs: Date.parse(vector.now),
    });
    return null;
  } catch (error) {
    return (error as PackError).name;
  }
}

describe("golden vectors of trust", () => {
  test("there are those that Python has", () => expect(vectors.length).toBeGreaterThan(100));

  test.each(vectors.map((vector) => [vector.name, vector] as const))("%s", async (_, vector) => {
    expect(vector.accepted).toBe(vector.error === null);
    expect(await verdict(vector)).toBe(vector.error);
  });
});

test.each([[], [""], ["0".repeat(63)], ["A".repeat(64)], ["0".repeat(64), "x"]])(
  "trust in nobody or in what is no key is refused: %j",
  (...roots: string[]) => expect(() => trustIn(...roots)).toThrow("root keys"),
);
