/** Actions on many marks at once: half and double, shifts, filling, undo and redo. */
import type { Desk } from "../desk";
import {
  doubledMarks,
  filled,
  halvedMarks,
  periodOutside,
  type Span,
  shiftedMarks,
  spanOf,
} from "../edits/reshape";
import type { Sketch } from "../sketch";
import { action, editOf, editWithNew } from "./action";
import { firstOf, needsMarks, needsTwo, unlessChanged } from "./blocks";

function overSpan(edit: (sketch: Sketch, span: Span, desk: Desk) => Sketch): (desk: Desk) => Sketch {
  return (desk) => {
    const span = spanOf(desk.sketch, desk.selection.ids);
    return span === null ? desk.sketch : edit(desk.sketch, span, desk);
  };
}

function reshape<Name extends string>(name: Name, keys: readonly string[], edit: (desk: Desk) => Sketch) {
  return action(name, {
    group: "shape",
    keys,
    blocked: firstOf(needsMarks, unlessChanged(edit, "noRoom")),
    perform: (desk) => editOf(desk, edit(desk)),
  });
}

function shift<Name extends string>(name: Name, keys: readonly string[], beats: number) {
  return reshape(
    name,
    keys,
    overSpan((sketch, span, { view }) => shiftedMarks(sketch, span, beats, view.songS)),
  );
}

/** The grid's period where there is one, else of the marks outside the span. */
const fill = overSpan((sketch, span, { view }) => {
  const outsideS = periodOutside(sketch, span);
  return filled(sketch, span, outsideS > 0 ? outsideS : (view.grid?.periodS ?? 0));
});

export const SHAPING = [
  reshape("halve", ["Shift+H"], overSpan(halvedMarks)),
  reshape("double", ["Shift+D"], overSpan(doubledMarks)),
  shift("shiftBackHalf", ["Mod+Shift+ArrowLeft"], -0.5),
  shift("shiftOnHalf", ["Mod+Shift+ArrowRight"], 0.5),
  shift("shiftBackBeat", ["Mod+ArrowLeft"], -1),
  shift("shiftOnBeat", ["Mod+ArrowRight"], 1),
  action("fill", {
    group: "shape",
    keys: ["F"],
    blocked: firstOf(needsTwo, unlessChanged(fill, "noRoom")),
    perform: (desk) => editWithNew(desk, fill(desk)),
  }),
  action("undo", {
    group: "shape",
    keys: ["Mod+Z"],
    modes: ["edit", "conflict"],
    blocked: ({ canUndo }) => (canUndo ? null : "nothingToUndo"),
    perform: () => ({ kind: "undo" }),
  }),
  action("redo", {
    group: "shape",
    keys: ["Mod+Shift+Z", "Mod+Y"],
    modes: ["edit", "conflict"],
    blocked: ({ canRedo }) => (canRedo ? null : "nothingToRedo"),
    perform: () => ({ kind: "redo" }),
  }),
] as const;
