/**
 * The package as others install it: `node build.mjs [FOLDER]` writes JavaScript, its types, and what names them into
 * dist/, or that folder. The workspaces of web/ read src/ as it is and need none of this.
 */

import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "dist"));

compile();
for (const path of readdirSync(out, { recursive: true })) {
  if (path.endsWith(".d.ts")) rewrite(join(out, path), /(from |import\()"(\.[^"]*)\.ts"/g, '$1"$2.js"');
}
const {
  scripts: _scripts,
  files: _files,
  private: _private,
  ...about
} = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
writeFileSync(
  join(out, "package.json"),
  `${JSON.stringify({ ...about, exports: builtExports(about.exports) }, null, 2)}\n`,
);
copyFileSync(join(here, "README.md"), join(out, "README.md"));
copyFileSync(join(here, "../../LICENSE"), join(out, "LICENSE"));

/** Types are checked first; with an error nothing is left that could be packed. */
function compile() {
  rmSync(out, { recursive: true, force: true });
  const tsc = join(here, "../../web/node_modules/.bin/tsc");
  const args = ["-p", join(here, "tsconfig.build.json"), "--outDir", out];
  const { status, error } = spawnSync(tsc, args, { stdio: "inherit" });
  if (error)
    throw new Error("There is no TypeScript in web/node_modules: run `make web` first.", { cause: error });
  if (status !== 0) {
    rmSync(out, { recursive: true, force: true });
    process.exit(status ?? 1);
  }
}

function rewrite(path, pattern, by) {
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(pattern, by));
}

/** Of each entry its JavaScript and its types, where the source has one file for both. */
function builtExports(sources) {
  const entries = Object.entries(sources).map(([name, source]) => {
    const built = source.replace("./src/", "./").replace(/\.ts$/, "");
    return [name, { types: `${built}.d.ts`, default: `${built}.js` }];
  });
  return Object.fromEntries(entries);
}
