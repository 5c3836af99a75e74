/** What the README of the runtime says is what runs. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

function fileOf(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

test("the README's examples are those that are checked and run in a browser", () => {
  const readme = fileOf("../../../runtime/typescript/README.md");
  const shown = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  const files = ["./example.ts", "./example_practice.ts", "./example_scorer.worker.ts"];
  expect(shown).toEqual(files.map((file) => fileOf(file).replace(/^\/\*\*.*?\*\/\n\n/s, "")));
});

test("what the README shows of scoring is exported", async () => {
  const scoring: object = await import("@eightcount/runtime/scoring");
  const [, table = ""] = fileOf("../../../runtime/typescript/README.md").split("## Scoring");
  const names = [...table.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(?:new )?(\w+)/g)].map(([, name = ""]) => name),
  );
  expect(names).toContain("referenceOf");
  expect(names.filter((name) => name !== "session" && !(name in scoring))).toEqual([]);
});

test("the version that sheets name is the package's", () => {
  const { version } = JSON.parse(fileOf("../../../runtime/typescript/package.json")) as { version: string };
  expect(fileOf("../../../runtime/typescript/src/version.ts")).toContain(`RUNTIME_VERSION = "${version}"`);
  expect(fileOf("../../../runtime/python/eightcount_runtime/__init__.py")).toContain(
    `__version__ = "${version}"`,
  );
});

test("both runtimes are calibrated alike", () => {
  const [ours, theirs] = ["typescript/src", "python/eightcount_runtime"].map((home) =>
    fileOf(`../../../runtime/${home}/scoring/parameters.json`),
  );
  expect(ours).toBe(theirs);
});

test("the runtime needs nobody's packages", () => {
  const about = JSON.parse(fileOf("../../../runtime/typescript/package.json")) as object;
  expect(Object.keys(about).filter((key) => /dependencies/i.test(key))).toEqual([]);
});
