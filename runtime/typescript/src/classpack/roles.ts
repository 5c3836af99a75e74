/**
 * What the roles ask of a manifest: how many files there are of each, which further fields their entries have, and
 * what must agree between them. Must not open the files, nor judge paths and hashes.
 */

import { MalformedError } from "./errors.ts";
import { type Fields, isSameRatio, type Ratio } from "./fields.ts";
import { MAX_FRAMES, MAX_SIDE_PX } from "./routine.ts";

const ONCE = ["routine", "poses", "poses_world", "poster", "waveform"] as const;
const FRAMED = ["video", "poses", "poses_world"] as const;
const LONGEST_PX: ReadonlyMap<string, number> = new Map([
  ["video", MAX_SIDE_PX],
  ["poster", 960],
  ["thumbnail", 256],
]);
const WAVEFORM_HZ: Ratio = [100, 1];
const ROUNDING_S = 1e-6;

/**
 * Refuses a manifest whose files are not those of a pack; files of unknown roles may be there besides.
 *
 * @param files its entries, each with a role
 * @param parts how many the manifest says that the class has
 * @param durationS of the video, as the manifest says
 */
export function requireRoles(files: readonly Fields[], parts: number, durationS: number): void {
  for (const file of files) requireFurther(file);
  for (const role of ONCE) {
    const count = of(role, files).length;
    if (count !== 1)
      throw new MalformedError(`The manifest must have one file of the role '${role}', not ${count}.`);
  }
  if (of("video", files).length === 0)
    throw new MalformedError("The manifest has no file of the role 'video'.");
  const numbers = of("thumbnail", files).map((file) => file.integer("part", 1));
  if (numbers.length !== parts || new Set(numbers).size !== parts || Math.max(...numbers) !== parts) {
    throw new MalformedError("The manifest must have one file of the role 'thumbnail' for each part.");
  }
  requireSameFrames(files, durationS);
}

function of(role: string, files: readonly Fields[]): readonly Fields[] {
  return files.filter((file) => file.values.get("role") === role);
}

function requireFurther(file: Fields): void {
  const role = String(file.values.get("role"));
  const longestPx = LONGEST_PX.get(role);
  if (longestPx !== undefined) {
    file.integer("width", 1, longestPx);
    file.integer("height", 1, longestPx);
  }
  if ((FRAMED as readonly string[]).includes(role)) frames(file);
  if (role === "waveform" && !isSameRatio(file.ratio("rate"), WAVEFORM_HZ)) file.refuse("rate", "[100, 1]");
}

function frames(file: Fields): { count: number; rate: Ratio } {
  return { count: file.integer("frames", 1, MAX_FRAMES), rate: file.ratio("rate") };
}

/** The first video and the poses have the same frames; a rendition may have others. */
function requireSameFrames(files: readonly Fields[], durationS: number): void {
  const firsts = FRAMED.flatMap((role) => of(role, files).slice(0, 1)).map(frames);
  const [first] = firsts;
  if (!first || firsts.some((each) => each.count !== first.count || !isSameRatio(each.rate, first.rate))) {
    throw new MalformedError("In the manifest, the video and the poses differ in frames or rate.");
  }
  if (Math.abs(durationS - (first.count * first.rate[1]) / first.rate[0]) > ROUNDING_S) {
    throw new MalformedError("In the manifest, the duration is not that of the video.");
  }
}
