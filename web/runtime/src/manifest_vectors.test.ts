/** Manifests, right and spoilt in one place: the verdicts are those of the Python runtime. */

import { packBytes, readManifest } from "@eightcount/runtime/classpack";
import { expect, test } from "vitest";
import { judgedBy } from "./spoilt";
import { bytesOf } from "./studio";

const { base, cases, otherwise } = judgedBy("manifests", readManifest);

test("every spoilt manifest is judged as in Python", () => {
  expect(cases).toBeGreaterThan(2000);
  expect(otherwise).toEqual([]);
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
