/** Why an action cannot be done now: questions to the desk that several actions ask. */
import type { Desk } from "../desk";
import type { Sketch } from "../sketch";
import type { Blocked } from "./action";

export function needsMarks({ sketch }: Desk): Blocked | null {
  return sketch.marks.length === 0 ? "noMarks" : null;
}

export function needsSelected({ sketch, selection }: Desk): Blocked | null {
  return selectedIn(sketch, selection.ids) === 0 ? "selectMark" : null;
}

export function needsTwo({ sketch, selection }: Desk): Blocked | null {
  return selectedIn(sketch, selection.ids) < 2 ? "selectTwo" : null;
}

export function needsGrid({ view }: Desk): Blocked | null {
  return view.grid === null ? "noGrid" : null;
}

/** An edit is blocked for `why` when it would change nothing. */
export function unlessChanged(edit: (desk: Desk) => Sketch, why: Blocked): (desk: Desk) => Blocked | null {
  return (desk) => (edit(desk) === desk.sketch ? why : null);
}

/** The first reason that holds. */
export function firstOf(
  ...reasons: readonly ((desk: Desk) => Blocked | null)[]
): (desk: Desk) => Blocked | null {
  return (desk) => {
    for (const reason of reasons) {
      const why = reason(desk);
      if (why !== null) return why;
    }
    return null;
  };
}

function selectedIn(sketch: Sketch, ids: readonly number[]): number {
  return sketch.marks.filter((mark) => ids.includes(mark.id)).length;
}
