/** What the README of the runtime says is what runs. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

function fileOf(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

test("the README's example is the one that is checked and run in a browser", () => {
  const [, shown] = /```ts\n(.*?)```/s.exec(fileOf("../../../runtime/typescript/README.md")) ?? [];
  expect(shown).toBe(fileOf("./example.ts").replace(/^\/\*\*.*?\*\/\n\n/s, ""));
});

test("the runtime needs nobody's packages", () => {
  const about = JSON.parse(fileOf("../../../runtime/typescript/package.json")) as object;
  expect(Object.keys(about).filter((key) => /dependencies/i.test(key))).toEqual([]);
});
