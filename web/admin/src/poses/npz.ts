/** Opens what numpy.savez wrote: a zip of .npy files, stored or deflated. Pure; the runtime reads the arrays. */
import { unzipSync } from "fflate";

/** Name without `.npy` -> file. Throws with a sentence where it is no such archive. */
export function openNpz(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const files = Object.entries(unzipSync(bytes));
  return new Map(files.map(([name, file]) => [name.replace(/\.npy$/, ""), file]));
}
