/** Which parts of a class are played in one go: lessons and dances join them alike. Pure. */

import type { Part, Routine } from "@eightcount/runtime";

/** Parts that follow each other without a gap, seconds of the class video. */
export interface Run {
  /** From 1, in order. */
  readonly parts: readonly number[];
  readonly startS: number;
  /** The point of the last step. */
  readonly endS: number;
}

/** Parts nearer than this to each other are joined: a beat is never told more exactly. */
const JOINED_S = 0.05;

/** What is played for some parts, in the video's order; parts that are not there are left out. */
export function runsOf(routine: Routine, numbers: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const part = routine.parts[number - 1];
    if (!part) continue;
    const last = runs.at(-1);
    const isNext = last?.parts.at(-1) === number - 1 && follows(part, routine.parts[number - 2]);
    if (last && isNext)
      runs[runs.length - 1] = { ...last, parts: [...last.parts, number], endS: endOf(part) };
    else runs.push({ parts: [number], startS: startOf(part), endS: endOf(part) });
  }
  return runs;
}

/** Does a part go on where the one before it ends? */
export function follows(part: Part, before: Part | undefined): boolean {
  return before !== undefined && startOf(part) - endOf(before) < JOINED_S;
}

/** How long the class video is, seconds. */
export function lengthOf({ video }: Routine): number {
  return (video.frames * video.rate[1]) / video.rate[0];
}

export function startOf({ steps }: Part): number {
  return steps[0]?.start.videoS ?? 0;
}

export function endOf({ steps }: Part): number {
  return steps.at(-1)?.point.at.videoS ?? 0;
}
