/** How somebody gets on with a class: results that can be compared with each other, as a line. Pure. */

import type { Kept } from "./history";

export interface Trend {
  /** Oldest first, each scored, of the same parts at the same speed. */
  readonly results: readonly Kept[];
  readonly best: Kept | null;
  /** Of the last against the one before; null with fewer than two. */
  readonly change: number | null;
}

/** Results like one of them: of the same parts, as fast. A part is no easier for being danced slowly, and counts apart. */
export function trendOf(all: readonly Kept[], like: Pick<Kept, "wishes">): Trend {
  const results = all.filter((each) => each.score !== null && setOf(each) === setOf(like));
  const scores = results.map(scoreIn);
  const best = results.reduce<Kept | null>(
    (found, each) => (found === null || scoreIn(each) >= scoreIn(found) ? each : found),
    null,
  );
  const [last, before] = [scores.at(-1), scores.at(-2)];
  return { results, best, change: last === undefined || before === undefined ? null : last - before };
}

/** The line through scores in a box of 100 x `height`, as an SVG path; scores are 40 to 100. */
export function lineOf(scores: readonly number[], height: number): string {
  return scores
    .map((score, index) => {
      const x = scores.length > 1 ? (100 * index) / (scores.length - 1) : 50;
      return `${index === 0 ? "M" : "L"}${x.toFixed(2)} ${heightOf(score, height).toFixed(2)}`;
    })
    .join(" ");
}

/** Where a score lies, from the top. */
export function heightOf(score: number, height: number): number {
  return height * (1 - (Math.min(Math.max(score, 40), 100) - 40) / 60);
}

function scoreIn(result: Kept): number {
  return result.score ?? 0;
}

function setOf({ wishes }: Pick<Kept, "wishes">): string {
  return `${wishes.parts.join(",")} ${wishes.speed}`;
}
