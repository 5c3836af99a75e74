/** Between judgements a frame allocates nothing. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** An engine may make an object of a number now and then; anything else is larger. */
const ONE_NUMBER_BYTES = 16;

test("a frame between judgements leaves nothing on the heap", () => {
  const script = fileURLToPath(new URL("../bench/steady.ts", import.meta.url));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--experimental-strip-types", "--single-threaded", "--expose-gc", "--max-semi-space-size=256", script],
    { encoding: "utf8" },
  );
  const said = stdout || stderr;
  expect(said).toContain("bytes_per_frame");
  expect((JSON.parse(said) as { bytes_per_frame: number }).bytes_per_frame).toBeLessThan(ONE_NUMBER_BYTES);
});
