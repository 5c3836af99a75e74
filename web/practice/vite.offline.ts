/**
 * What the build adds for offline use: the list of its files with their hashes, written into the service worker, and
 * the licences of what it contains.
 */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Plugin } from "vite";

const WORKER = "sw.js";
/** For the server and for tools, not for pages. */
const LEFT_OUT = [WORKER, ".vite/manifest.json", ".stamp"];

export function offline(): Plugin {
  let folder = "";
  return {
    name: "eightcount-offline",
    apply: "build",
    configResolved: ({ root, build }) => {
      folder = resolve(root, build.outDir);
    },
    closeBundle: () => {
      writeFileSync(join(folder, "licences.txt"), licencesOf(join(import.meta.dirname, "package.json")));
      const files = filesIn(folder).filter((path) => !LEFT_OUT.includes(path));
      const hashes = Object.fromEntries(
        files.map((path) => [path, hashOf(readFileSync(join(folder, path)))]),
      );
      const listed = JSON.stringify(hashes);
      const worker = join(folder, WORKER);
      const program = readFileSync(worker, "utf8");
      const written = program
        .replace(/(["'`])__FILES__\1/, () => JSON.stringify(listed))
        .replace("__VERSION__", () => hashOf(Buffer.from(program + listed)));
      writeFileSync(worker, written);
    },
  };
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

function hashOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

interface Described {
  readonly name: string;
  readonly version?: string;
  readonly license?: string;
  readonly homepage?: string;
  readonly repository?: string | { readonly url: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The text of every package that ships, those that packages need in turn too. */
function licencesOf(start: string): string {
  const texts = new Map<string, string>();
  gather(start, texts);
  return [...texts.values()].join(`\n\n${"=".repeat(80)}\n\n`);
}

function gather(path: string, texts: Map<string, string>): void {
  const { dependencies = {} } = read(path);
  for (const name of Object.keys(dependencies).sort()) {
    const found = name.startsWith("@eightcount/") ? null : describedAt(path, name);
    if (!found || texts.has(name) || name.startsWith("@types/")) continue; // types are not shipped
    texts.set(name, licenceOf(found));
    gather(found, texts);
  }
}

function licenceOf(path: string): string {
  const { name, version, license, homepage, repository } = read(path);
  const folder = dirname(path);
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const source = typeof repository === "string" ? repository : repository?.url;
  const head = [`${name} ${version}`, `Licence: ${license}`, `Source: ${source ?? homepage ?? ""}`].join(
    "\n",
  );
  return file ? `${head}\n\n${readFileSync(join(folder, file), "utf8").trim()}` : head;
}

function describedAt(from: string, name: string): string | null {
  const paths = createRequire(from).resolve.paths(name) ?? [];
  return paths.map((each) => join(each, name, "package.json")).find(existsSync) ?? null;
}

function read(path: string): Described {
  return JSON.parse(readFileSync(path, "utf8")) as Described;
}
