/** The package as others install it: built, packed, put into an empty folder, and run by plain Node. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Session, sheetAsJson, wordsOf } from "@eightcount/runtime/scoring";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLASS, goldenPractices, goldenReference } from "./golden_dances.ts";

const home = fileURLToPath(new URL("../../../runtime/typescript/", import.meta.url));
const place = mkdtempSync(join(tmpdir(), "eightcount-package-"));
const [built, elsewhere] = [join(place, "built"), join(place, "elsewhere")];

/** An app of somebody's: scores what lies beside it, and says what came out. */
const APP = `
import { readFileSync } from "node:fs";
import { readRoutine } from "@eightcount/runtime/classpack";
import { referenceOf, Session, sheetAsJson, wordsOf } from "@eightcount/runtime/scoring";
import { openPack } from "@eightcount/runtime";

const given = JSON.parse(readFileSync("given.json", "utf8"));
const image = Float32Array.from(given.image, (value) => value ?? Number.NaN);
const track = { rate: given.rate, frames: given.frames, image, world: new Float32Array(given.frames * 99) };
const reference = referenceOf(readRoutine(new TextEncoder().encode(given.routine)), track);
const session = new Session(reference, given.width, given.height, { ...given.options, classId: "uniform" });
for (const [timeS, pose] of given.poses) session.take(timeS, Float32Array.from(pose, (value) => value ?? Number.NaN));
const sheet = session.result();
console.log(JSON.stringify({ sheet: sheetAsJson(sheet), words: wordsOf(sheet, "ko"), opens: typeof openPack }));
`;
const TYPED = `
import { openPack, type Pack } from "@eightcount/runtime";
import { readRoutine } from "@eightcount/runtime/classpack";
import { type Advice, type Sheet, wordsOf } from "@eightcount/runtime/scoring";

export const told = (sheet: Sheet): readonly Advice[] => wordsOf(sheet, "en");
export const partsOf = (file: Uint8Array<ArrayBuffer>): number => readRoutine(file).parts.length;
export const opened: Promise<Pack> | null = null;
export const wrong: string = openPack;
`;

function run(folder: string, command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

beforeAll(() => {
  run(home, "node", "build.mjs", built);
  const [packed] = JSON.parse(run(place, "npm", "pack", "--json", built)) as [{ filename: string }];
  run(place, "node", "-e", `fs.mkdirSync("elsewhere"); fs.writeFileSync("elsewhere/package.json", "{}")`);
  run(elsewhere, "npm", "install", "--offline", "--no-audit", "--no-fund", join(place, packed.filename));
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

test("what is installed scores as the source does", () => {
  const practice = goldenPractices().find(({ people }) => people.every((each) => each === 1));
  if (!practice) throw new Error("There is no golden practice of one who is always seen.");
  const { width, height, mirror, parts, speed } = practice.session;
  const options = { mirror, parts, speed };
  const poses = practice.times_s.map((timeS, at) => [timeS, [...(practice.frames[at] ?? [])]] as const);
  const { rate, frames, image } = CLASS.track;
  const given = { routine: CLASS.routine, rate, frames, image: [...image], width, height, options, poses };
  writeFileSync(join(elsewhere, "given.json"), JSON.stringify(given));
  writeFileSync(join(elsewhere, "app.mjs"), APP);

  const session = new Session(goldenReference(), width, height, { ...options, classId: "uniform" });
  for (const [timeS, pose] of poses) session.take(timeS, Float32Array.from(pose));
  const sheet = session.result();
  const ours = { sheet: sheetAsJson(sheet), words: wordsOf(sheet, "ko"), opens: "function" };
  expect(sheet.total.judged).toBeGreaterThan(0);
  expect(JSON.parse(run(elsewhere, "node", "app.mjs"))).toEqual(JSON.parse(JSON.stringify(ours)));
});

test("its types are those of the source, for who imports as Node does", () => {
  writeFileSync(join(elsewhere, "app.mts"), TYPED);
  const tsc = fileURLToPath(new URL("../../node_modules/.bin/tsc", import.meta.url));
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023", "--types", ""];
  const told = (() => {
    try {
      return run(elsewhere, tsc, ...options, "--lib", "es2023,dom,dom.iterable", "app.mts");
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  })();
  expect(told.trim().split("\n")).toEqual([
    expect.stringMatching(/^app\.mts\(\d+,\d+\): error TS2322: .*'string'/),
  ]);
});

test("it holds JavaScript and types, and names no file that it has not", () => {
  const installed = join(elsewhere, "node_modules/@eightcount/runtime");
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
  expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
  expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json"]));
  const about = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
    exports: Record<string, { types: string; default: string }>;
  };
  const named = Object.values(about.exports).flatMap(({ types, default: code }) => [types, code]);
  expect(named.map((file) => file.replace("./", "")).filter((file) => !files.includes(file))).toEqual([]);
  expect(Object.keys(about).filter((key) => /scripts|private|dependencies/i.test(key))).toEqual([]);
});

test("the source itself is not packed by mistake", () => {
  expect(() => run(home, "npm", "pack", "--dry-run", "--ignore-scripts=false")).toThrow(/npm pack \.\/dist/);
});
