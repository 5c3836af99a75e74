/** Manifests, right and spoilt in one place: the verdicts are those of the Python runtime. */

import { readFileSync } from "node:fs";
import { type PackError, packBytes, readManifest } from "@eightcount/runtime/classpack";
import { expect, test } from "vitest";
import { bytesOf } from "./studio";

interface Golden {
  readonly base: string;
  /** What is written in place of `find`, and the verdict. */
  readonly places: readonly {
    readonly find: string;
    readonly puts: Readonly<Record<string, string | null>>;
  }[];
}

const GOLDEN = new URL("../../../runtime/vectors/manifests.json", import.meta.url);
const { base, places } = JSON.parse(readFileSync(GOLDEN, "utf8")) as Golden;

function verdict(text: string): string | null {
  try {
    readManifest(bytesOf(text));
    return null;
  } catch (error) {
    return (error as PackError).name;
  }
}

test("every spoilt manifest is judged as in Python", () => {
  const cases = places.flatMap(({ find, puts }) =>
    Object.entries(puts).map(([put, error]) => ({ find, put, error })),
  );
  expect(cases.length).toBeGreaterThan(2000);
  const ours = cases.map(({ find, put }) => ({ find, put, error: verdict(base.replace(find, () => put)) }));
  expect(ours.filter((each, at) => each.error !== cases[at]?.error)).toEqual([]);
});

test("a manifest is read as it is written", () => {
  const manifest = readManifest(bytesOf(base));
  expect(manifest).toMatchObject({ classId: "hello", revision: 7, minRuntime: 1 });
  expect(manifest.metadata).toMatchObject({
    songTitle: "Song",
    dancer: "Mina",
    section: { startS: 10.25, endS: 19 },
  });
  expect(manifest.files[0]).toMatchObject({
    role: "video",
    path: "class.mp4",
    bytes: 1000,
    type: "video/mp4",
  });
  expect([...(manifest.files[0]?.details.keys() ?? [])].sort()).toEqual([
    "frames",
    "height",
    "rate",
    "width",
  ]);
  expect(packBytes(manifest)).toBe(10 * 1000 + 45);
});
