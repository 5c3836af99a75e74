/** Actions on the marks that are selected: nudge, insert, delete, where the counting begins. */
import type { Desk } from "../desk";
import { deleted, inserted, moved } from "../edits/move";
import { endingAt, startingAt, trimmed, withOne } from "../edits/one";
import { leftOver } from "../parts";
import { selectedMarks } from "../selection";
import { apart, shownMs } from "../times";
import { action, command, editOf, editWithNew } from "./action";
import { firstOf, needsMarks, needsSelected, unlessChanged } from "./blocks";

const MS = 0.001;

function nudge<Name extends string>(name: Name, keys: readonly string[], byS: (desk: Desk) => number) {
  const edit = (desk: Desk) => {
    const { rate, ripple, songS } = desk.view;
    return moved(desk.sketch, desk.selection.ids, byS(desk), { rate, ripple, songS });
  };
  return action(name, {
    group: "move",
    keys,
    repeats: true,
    blocked: firstOf(needsSelected, unlessChanged(edit, "noRoom")),
    params: (desk) => ({ ms: shownMs(Math.abs(byS(desk))) }),
    perform: (desk) => editOf(desk, edit(desk)),
  });
}

const firstSelected = (desk: Desk) => selectedMarks(desk.sketch, desk.selection)[0]?.id ?? -1;
const lastSelected = (desk: Desk) => selectedMarks(desk.sketch, desk.selection).at(-1)?.id ?? -1;
const one = (desk: Desk) => withOne(desk.sketch, firstSelected(desk));
const start = (desk: Desk) => startingAt(desk.sketch, firstSelected(desk));
const end = (desk: Desk) => endingAt(desk.sketch, lastSelected(desk));
const trim = (desk: Desk) => trimmed(desk.sketch);
const remove = (desk: Desk) => deleted(desk.sketch, desk.selection.ids);
const insert = (desk: Desk) => inserted(desk.sketch, desk.view.playheadS, desk.view.rate);

/** After deleting, the mark that follows is selected, so that the key can be pressed again. */
function afterDeleting(desk: Desk) {
  const sketch = remove(desk);
  const gone = selectedMarks(desk.sketch, desk.selection).at(-1);
  const next = sketch.marks.find((mark) => gone !== undefined && mark.s > gone.s) ?? sketch.marks.at(-1);
  const selection = next === undefined ? { ids: [], anchor: null } : { ids: [next.id], anchor: next.id };
  return { kind: "edit", sketch, selection } as const;
}

export const MOVING = [
  nudge("nudgeBack1", ["ArrowLeft"], () => -MS),
  nudge("nudgeOn1", ["ArrowRight"], () => MS),
  nudge("nudgeBack10", ["Shift+ArrowLeft"], () => -10 * MS),
  nudge("nudgeOn10", ["Shift+ArrowRight"], () => 10 * MS),
  nudge("nudgeBackFrame", ["Alt+ArrowLeft"], ({ view }) => -view.frameS),
  nudge("nudgeOnFrame", ["Alt+ArrowRight"], ({ view }) => view.frameS),
  nudge("moveToPlayhead", ["M"], ({ sketch, selection, view }) => {
    const mark = selectedMarks(sketch, selection)[0];
    return mark === undefined ? 0 : view.playheadS - mark.s;
  }),
  command("toggleRipple", "move", ["R"]),
  action("insert", {
    group: "mark",
    keys: ["I", "Insert"],
    blocked: ({ sketch, view }) =>
      sketch.marks.every(({ s }) => apart(s, view.playheadS)) ? null : "noRoom",
    perform: (desk) => editWithNew(desk, insert(desk)),
  }),
  action("delete", {
    group: "mark",
    keys: ["Delete", "Backspace"],
    repeats: false,
    blocked: needsSelected,
    params: ({ selection }) => ({ count: selection.ids.length }),
    perform: afterDeleting,
  }),
  action("setOne", {
    group: "mark",
    keys: ["1"],
    blocked: firstOf(needsSelected, unlessChanged(one, "isOne")),
    perform: (desk) => editOf(desk, one(desk)),
  }),
  action("startHere", {
    group: "mark",
    keys: ["["],
    blocked: firstOf(needsSelected, unlessChanged(start, "isOne")),
    perform: (desk) => editOf(desk, start(desk)),
  }),
  action("endHere", {
    group: "mark",
    keys: ["]"],
    blocked: firstOf(needsSelected, unlessChanged(end, "noMarks")),
    perform: (desk) => editOf(desk, end(desk)),
  }),
  action("trim", {
    group: "mark",
    keys: ["Shift+T"],
    blocked: firstOf(needsMarks, unlessChanged(trim, "allWhole")),
    params: ({ sketch }) => ({ count: leftOver(sketch) }),
    perform: (desk) => editOf(desk, trim(desk)),
  }),
  command("renamePart", "mark", ["N", "F2"]),
] as const;
