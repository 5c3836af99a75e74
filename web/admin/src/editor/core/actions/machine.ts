/** Actions on what the machine found: the proposed grid, the queue of disagreements, and a person's yes. */
import type { Desk, Effect } from "../desk";
import { agreementAccepted, compared, inQuestion, nextInQueue } from "../disagreements";
import { allConfirmed, confirmed, proposed } from "../edits/accept";
import { byHand } from "../edits/move";
import { doubled, type Grid, halved, nearestBeat, shifted } from "../grid";
import { only } from "../selection";
import { type Sketch, withAdded, withChanged } from "../sketch";
import { action, command, editOf, editWithNew } from "./action";
import { firstOf, needsGrid, needsMarks, needsSelected, unlessChanged } from "./blocks";

function onGrid<Name extends string>(
  name: Name,
  keys: readonly string[],
  change: (grid: Grid, desk: Desk) => Grid,
) {
  const next = (desk: Desk) => desk.view.grid && change(desk.view.grid, desk);
  return action(name, {
    group: "machine",
    keys,
    blocked: firstOf(needsGrid, (desk) => (next(desk) === desk.view.grid ? "oneGrid" : null)),
    perform: (desk) => {
      const grid = next(desk);
      return grid === null ? editOf(desk, desk.sketch) : { kind: "grid", grid };
    },
  });
}

/** The next best of the proposed grids; after the last the first. */
function nextGrid(grid: Grid, { view }: Desk): Grid {
  const at = view.grids.findIndex((each) => each.periodS === grid.periodS && each.phaseS === grid.phaseS);
  return view.grids[(at + 1) % view.grids.length] ?? grid;
}

const comparison = ({ sketch, view }: Desk) => compared(sketch, view.grid, view.onsets);

function accept(desk: Desk, startS: number): Sketch {
  const { grid, takeRange } = desk.view;
  return grid === null ? desk.sketch : proposed(desk.sketch, grid, { startS, endS: takeRange.endS });
}

/** From the beat that is nearest to the playhead. */
function acceptHere(desk: Desk): Sketch {
  const { grid, playheadS } = desk.view;
  return grid === null ? desk.sketch : accept(desk, Math.max(0, nearestBeat(grid, playheadS)));
}

const acceptAll = (desk: Desk) => accept(desk, Math.max(0, desk.view.takeRange.startS));
const acceptAgreed = (desk: Desk) => agreementAccepted(desk.sketch, comparison(desk).agreed);
const confirmChosen = (desk: Desk) => confirmed(desk.sketch, desk.selection.ids, desk.view.rate);
const confirmEvery = (desk: Desk) => confirmed(desk.sketch, null, desk.view.rate);

function walk<Name extends string>(name: Name, keys: readonly string[], direction: 1 | -1) {
  const next = (desk: Desk) => {
    const { queue } = comparison(desk);
    const now = inQuestion(queue, desk.selection.ids, desk.view.playheadS);
    return nextInQueue(queue, now?.s ?? desk.view.playheadS, direction);
  };
  return action(name, {
    group: "machine",
    keys,
    blocked: (desk) => (next(desk) === null ? "nothingInQuestion" : null),
    perform: (desk): Effect => {
      const found = next(desk);
      const selection = found?.markId == null ? { ids: [], anchor: null } : only(found.markId);
      return { kind: "select", selection, seekS: found?.s ?? null };
    },
  });
}

/** The mark in question to where the grid or the onset is, or a mark there where none is. */
function settled(desk: Desk, place: "gridS" | "onsetS"): Sketch {
  const { sketch, selection, view } = desk;
  const question = inQuestion(comparison(desk).queue, selection.ids, view.playheadS);
  const s = question?.[place] ?? null;
  if (question === null || s === null) return sketch;
  const origin = place === "gridS" ? "proposal" : "snap";
  const slow = view.rate < 1;
  if (question.markId === null) return withAdded(sketch, [{ s, origin, slow, confirmed: !slow }]);
  return withChanged(sketch, (mark) =>
    mark.id === question.markId
      ? { ...byHand(mark, view.rate), s, origin, confirmed: !slow && !mark.slow }
      : mark,
  );
}

function settle<Name extends string>(name: Name, keys: readonly string[], place: "gridS" | "onsetS") {
  return action(name, {
    group: "machine",
    keys,
    blocked: unlessChanged((desk) => settled(desk, place), "nothingInQuestion"),
    perform: (desk) => {
      const sketch = settled(desk, place);
      return sketch.nextId > desk.sketch.nextId ? editWithNew(desk, sketch) : editOf(desk, sketch);
    },
  });
}

/** Why nothing is confirmed: it is already, or it was made at slow playback and has not been heard at full speed. */
function alreadyOrSlow({ sketch, view }: Desk) {
  return view.rate < 1 && sketch.marks.some((mark) => mark.slow) ? "fullSpeed" : "allConfirmed";
}

export const MACHINE = [
  action("acceptProposal", {
    group: "machine",
    keys: ["P"],
    blocked: firstOf(needsGrid, unlessChanged(acceptAll, "allConfirmed")),
    perform: (desk) => editOf(desk, acceptAll(desk)),
  }),
  action("acceptFromHere", {
    group: "machine",
    keys: ["Shift+P"],
    blocked: firstOf(needsGrid, unlessChanged(acceptHere, "allConfirmed")),
    perform: (desk) => editOf(desk, acceptHere(desk)),
  }),
  onGrid("gridHalf", ["H"], (grid) => halved(grid)),
  onGrid("gridDouble", ["D"], (grid) => doubled(grid)),
  onGrid("gridShift", ["J"], (grid) => shifted(grid, 0.5)),
  onGrid("gridNext", ["K"], nextGrid),
  walk("nextQuestion", ["Tab"], 1),
  walk("previousQuestion", ["Shift+Tab"], -1),
  settle("takeGrid", ["G"], "gridS"),
  settle("takeOnset", ["O"], "onsetS"),
  action("acceptAgreed", {
    group: "machine",
    keys: ["A"],
    blocked: firstOf(needsMarks, unlessChanged(acceptAgreed, "noAgreement")),
    params: (desk) => ({ count: comparison(desk).agreed.length }),
    perform: (desk) => editOf(desk, acceptAgreed(desk)),
  }),
  command("snapPreview", "machine", ["S"]),
  command("acceptAll", "machine", ["Enter"], ["preview"]),
  command("acceptOne", "machine", ["A"], ["preview"]),
  command("keepMine", "machine", ["1"], ["conflict"]),
  command("takeTheirs", "machine", ["2"], ["conflict"]),
  action("confirm", {
    group: "machine",
    keys: ["Enter", "C"],
    blocked: firstOf(needsSelected, (desk) =>
      confirmChosen(desk) === desk.sketch ? alreadyOrSlow(desk) : null,
    ),
    params: ({ selection }) => ({ count: selection.ids.length }),
    perform: (desk) => editOf(desk, confirmChosen(desk)),
  }),
  action("confirmAll", {
    group: "machine",
    keys: ["Shift+C", "Mod+Enter"],
    blocked: firstOf(needsMarks, (desk) =>
      allConfirmed(desk.sketch) || confirmEvery(desk) === desk.sketch ? alreadyOrSlow(desk) : null,
    ),
    params: ({ sketch }) => ({ count: sketch.marks.filter((mark) => !mark.confirmed).length }),
    perform: (desk) => editOf(desk, confirmEvery(desk)),
  }),
] as const;
