/** Actions that change nothing that is saved: select and jump, loop, play, hear, zoom, files. */
import { type Desk, type Effect, NOTHING_SELECTED, type Range } from "../desk";
import { aroundMark, partAt, stepAt, wholeClass } from "../loops";
import { all, neighbour, only, partWith, selectedMarks, upTo } from "../selection";
import { action, command } from "./action";
import { needsMarks, needsSelected } from "./blocks";

function step<Name extends string>(name: Name, keys: readonly string[], direction: 1 | -1, widen: boolean) {
  return action(name, {
    group: "look",
    keys,
    modes: widen ? ["edit"] : ["edit", "preview"],
    repeats: true,
    blocked: needsMarks,
    perform: ({ sketch, selection, view }): Effect => {
      const mark = widen
        ? beyondAnchor(sketch.marks.length, direction, { sketch, selection })
        : neighbour(sketch, selection, view.playheadS, direction);
      if (mark === null) return { kind: "select", selection, seekS: null };
      return {
        kind: "select",
        selection: widen ? upTo(sketch, selection, mark.id) : only(mark.id),
        seekS: mark.s,
      };
    },
  });
}

/** The mark that a selection grown from its anchor reaches next. */
function beyondAnchor(
  count: number,
  direction: 1 | -1,
  { sketch, selection }: Pick<Desk, "sketch" | "selection">,
) {
  const chosen = selectedMarks(sketch, selection);
  const far = chosen[0]?.id === selection.anchor ? chosen.at(-1) : chosen[0];
  const at = far === undefined ? 0 : sketch.marks.indexOf(far) + direction;
  return sketch.marks[Math.min(count - 1, Math.max(0, at))] ?? null;
}

function loop<Name extends string>(name: Name, keys: readonly string[], range: (desk: Desk) => Range | null) {
  return action(name, {
    group: "play",
    keys,
    blocked: (desk) => (range(desk) === null ? "noLoop" : null),
    perform: (desk) => ({ kind: "loop", loop: range(desk) }),
  });
}

/** Where the person is: at the selected mark, else at the playhead. */
const placeS = ({ sketch, selection, view }: Desk) =>
  selectedMarks(sketch, selection)[0]?.s ?? view.playheadS;
const chosenId = ({ sketch, selection }: Desk) => selectedMarks(sketch, selection)[0]?.id ?? -1;

function seek<Name extends string>(name: Name, keys: readonly string[], toS: (desk: Desk) => number) {
  return action(name, {
    group: "play",
    keys,
    modes: ["edit", "preview", "conflict"],
    repeats: true,
    perform: (desk) => ({
      kind: "select",
      selection: desk.selection,
      seekS: Math.min(desk.view.songS, Math.max(0, toS(desk))),
    }),
  });
}

export const LOOKING = [
  command("playPause", "play", ["Space"], ["edit", "preview", "conflict"]),
  command("playFromSelection", "play", ["Shift+Space"], ["edit", "preview", "conflict"]),
  command("tap", "play", ["T", "B"]),
  command("calibrate", "play", ["Alt+T"]),
  seek("frameBack", [","], ({ view }) => view.playheadS - view.frameS),
  seek("frameOn", ["."], ({ view }) => view.playheadS + view.frameS),
  seek("toStart", ["Home"], ({ sketch, view }) => sketch.marks[0]?.s ?? view.takeRange.startS),
  seek("toEnd", ["End"], ({ sketch, view }) => sketch.marks.at(-1)?.s ?? view.takeRange.endS),
  loop("loopStep", ["Q"], (desk) => stepAt(desk.sketch, placeS(desk))),
  loop("loopPart", ["W"], (desk) => partAt(desk.sketch, placeS(desk))),
  loop("loopAround", ["L"], (desk) => aroundMark(desk.sketch, chosenId(desk))),
  loop("loopClass", ["Shift+W"], (desk) => wholeClass(desk.sketch)),
  action("loopOff", {
    group: "play",
    keys: ["Shift+L"],
    blocked: ({ view }) => (view.loop === null ? "noLoop" : null),
    perform: () => ({ kind: "loop", loop: null }),
  }),
  command("slowHalf", "listen", ["2"]),
  command("slowThreeQuarters", "listen", ["3"]),
  command("fullSpeed", "listen", ["4"]),
  command("toggleClicks", "listen", ["6"]),
  command("toggleVoice", "listen", ["7"]),
  command("toggleMusic", "listen", ["8"]),
  command("toggleVideo", "listen", ["9"]),
  step("previousMark", ["ArrowUp"], -1, false),
  step("nextMark", ["ArrowDown"], 1, false),
  step("widenBack", ["Shift+ArrowUp"], -1, true),
  step("widenOn", ["Shift+ArrowDown"], 1, true),
  action("selectAll", {
    group: "look",
    keys: ["Mod+A"],
    blocked: needsMarks,
    perform: ({ sketch }) => ({ kind: "select", selection: all(sketch), seekS: null }),
  }),
  action("selectPart", {
    group: "look",
    keys: ["Shift+A"],
    blocked: needsSelected,
    perform: (desk) => ({ kind: "select", selection: partWith(desk.sketch, chosenId(desk)), seekS: null }),
  }),
  action("selectNone", {
    group: "look",
    keys: ["Escape"],
    perform: () => ({ kind: "select", selection: NOTHING_SELECTED, seekS: null }),
  }),
  command("leave", "look", ["Escape"], ["preview", "conflict"]),
  command("zoomIn", "look", ["=", "+"], ["edit", "preview", "conflict"]),
  command("zoomOut", "look", ["-"], ["edit", "preview", "conflict"]),
  command("zoomAll", "look", ["0"], ["edit", "preview", "conflict"]),
  command("zoomSelection", "look", ["Z"], ["edit", "preview", "conflict"]),
  command("toggleSpectrogram", "look", ["V"], ["edit", "preview", "conflict"]),
  command("nextProblem", "look", ["E"]),
  command("previousProblem", "look", ["Shift+E"]),
  command("showChecks", "look", ["Alt+E"]),
  command("showKeys", "look", ["?"], ["edit", "preview", "conflict"]),
  command("save", "file", ["Mod+S"]),
  command("importFile", "file", ["Mod+O"]),
  command("exportFile", "file", ["Mod+E"]),
] as const;
