/** What the check panel lists: the checks of the marks against song and take, and whether a person said yes to the whole. */
import { check } from "./core/checks/check";
import type { Problem } from "./core/checks/problem";
import { allConfirmed } from "./core/edits/accept";
import type { Sketch } from "./core/sketch";
import type { Editor } from "./editor";
import { isRight } from "./saving";
import type { EditorState } from "./state";

const NOT_SAID: Problem = {
  severity: "error",
  code: "unconfirmed",
  say: "whole",
  s: null,
  index: null,
  params: {},
};

let last: { sketch: Sketch; right: boolean; problems: readonly Problem[] } | null = null;

/** The same list while marks and word are the same. */
export function problemsOf(
  { material }: Pick<Editor, "material">,
  state: Pick<EditorState, "history" | "right">,
): readonly Problem[] {
  const { sketch } = state.history;
  const right = isRight(state);
  if (last === null || last.sketch !== sketch || last.right !== right) {
    const found = check(sketch, {
      songS: material.songS,
      take: material.take,
      grid: material.proposal.grids[0] ?? null,
    });
    const unsaid = !right && sketch.marks.length > 0 && allConfirmed(sketch);
    last = { sketch, right, problems: unsaid ? [NOT_SAID, ...found] : found };
  }
  return last.problems;
}
