/**
 * Checks of the marks against the song and the take: beyond the song, outside the video, the dancer not seen at a step
 * point; and against the person: not confirmed yet, made at slow playback.
 */
import { type Alignment, toVideoS } from "../clocks";
import type { Range } from "../desk";
import type { Mark, Sketch } from "../sketch";
import { shownS } from "../times";
import { problem } from "./counting";
import type { Code, Problem } from "./problem";

/** The class video and what the pose report says of it, on the video clock. */
export type TakeFacts = {
  readonly alignment: Alignment;
  readonly durationS: number;
  /** One frame, in video seconds. */
  readonly frameS: number;
  /** Where the dancer is not seen (spans of kind `missing`). */
  readonly unseen: readonly Range[];
};

export function checkSong(sketch: Sketch, songS: number): readonly Problem[] {
  const times = timesOf(sketch);
  return times.flatMap((s, at) =>
    s > songS ? [problem("error", "beyond_song", "late", at, times, { endS: shownS(songS) })] : [],
  );
}

/** A mark may lie half a frame outside: it is still nearest to the first or last frame. */
export function checkTake(sketch: Sketch, take: TakeFacts): readonly Problem[] {
  const times = timesOf(sketch);
  const half = take.frameS / 2;
  const early = (videoS: number) => (videoS < -half ? -videoS : 0);
  const late = (videoS: number) => (videoS > take.durationS + half ? videoS - take.durationS : 0);
  const unseen = (videoS: number) =>
    take.unseen.some(({ startS, endS }) => startS - half <= videoS && videoS <= endS + half);
  const notSeen = times.flatMap((s, at) => {
    const videoS = toVideoS(take.alignment, s);
    // The first mark of all ends no step: nobody judges a pose there.
    return at > 0 && unseen(videoS)
      ? [problem("warning", "not_seen", "step", at, times, { videoS: shownS(videoS) })]
      : [];
  });
  return [...outside(times, take, "before", early), ...outside(times, take, "after", late), ...notSeen];
}

/** What has no person's yes: one problem each for slow and other marks, at the first of them. */
export function checkHeard(sketch: Sketch): readonly Problem[] {
  const times = timesOf(sketch);
  const found = (code: Code, isOne: (mark: Mark) => boolean) => {
    const count = sketch.marks.filter(isOne).length;
    return count === 0
      ? []
      : [problem("error", code, "marks", sketch.marks.findIndex(isOne), times, { count })];
  };
  return [
    ...found("slow_unconfirmed", ({ slow }) => slow),
    ...found("unconfirmed", ({ slow, confirmed }) => !slow && !confirmed),
  ];
}

/** One problem for all marks on one side of the video, at the one that is farthest out. */
function outside(
  times: readonly number[],
  { alignment }: TakeFacts,
  say: "before" | "after",
  byS: (videoS: number) => number,
): readonly Problem[] {
  const far = times.map((s) => byS(toVideoS(alignment, s)));
  const mostS = Math.max(0, ...far);
  if (mostS === 0) return [];
  const count = far.filter((s) => s > 0).length;
  const params = { count, ms: Math.round(mostS * 1000) };
  return [problem("error", "outside_take", say, far.indexOf(mostS), times, params)];
}

function timesOf(sketch: Sketch): readonly number[] {
  return sketch.marks.map(({ s }) => s);
}
