/**
 * Pointer on the timeline: click to seek or select, drag a mark (the magnet pulls by pixels, Shift goes free), drag
 * elsewhere to select what lies between, drag the ruler to loop. Touch drags scroll instead; see the drawing room.
 */

import type { Timeline } from "../drawing/types";
import { timeAt, xOf } from "../drawing/viewport";
import { openScope } from "../sound/scope";
import { change } from "./cell";
import { inserted, movedTo } from "./core/edits/move";
import { pulled } from "./core/magnet";
import { only, toggled, upTo, within } from "./core/selection";
import { type Mark, nearestTo, type Sketch } from "./core/sketch";
import type { Editor } from "./editor";

const REACH_PX = 6;
const MOVED_PX = 3;

type Drag = {
  readonly startPx: number;
  readonly startS: number;
  readonly laneId: string | null;
  readonly mark: Mark | null;
  /** The marks before the drag, to which each move is made anew. */
  readonly sketch: Sketch;
  readonly doneBefore: number;
  moved: boolean;
};

export function listenToPointer(host: HTMLElement, timeline: Timeline, editor: Editor): () => void {
  const scope = openScope();
  let drag: Drag | null = null;

  const xIn = (event: PointerEvent | MouseEvent) => event.clientX - host.getBoundingClientRect().left;
  const yIn = (event: PointerEvent | MouseEvent) => event.clientY - host.getBoundingClientRect().top;
  const timeIn = (event: PointerEvent | MouseEvent) => timeAt(timeline.viewport(), xIn(event));
  const laneIn = (event: PointerEvent | MouseEvent) =>
    timeline.hit(xIn(event), yIn(event), REACH_PX)?.laneId ?? null;

  function markNear(event: PointerEvent | MouseEvent): Mark | null {
    const lane = laneIn(event);
    if (lane === "ruler" || lane === "parts") return null;
    const mark = nearestTo(editor.desk().sketch.marks, timeIn(event));
    return mark !== null && Math.abs(xOf(timeline.viewport(), mark.s) - xIn(event)) <= REACH_PX ? mark : null;
  }

  function down(event: PointerEvent) {
    if (event.button !== 0) return;
    host.setPointerCapture(event.pointerId);
    const { sketch } = editor.desk();
    drag = {
      startPx: xIn(event),
      startS: timeIn(event),
      laneId: laneIn(event),
      mark: markNear(event),
      sketch,
      doneBefore: editor.state.get().history.done,
      moved: false,
    };
    if (drag.mark !== null && !event.shiftKey && !isMod(event)) editor.select(only(drag.mark.id));
  }

  function move(event: PointerEvent) {
    if (drag === null) {
      host.style.cursor = markNear(event) === null ? "" : "ew-resize";
      return;
    }
    if (!drag.moved && Math.abs(xIn(event) - drag.startPx) < MOVED_PX) return;
    drag.moved = true;
    if (drag.mark !== null) return dragMark(drag, drag.mark, event);
    if (event.pointerType !== "touch") timeline.setSelection(spanOf(drag.startS, timeIn(event)));
  }

  function dragMark({ sketch, doneBefore }: Drag, mark: Mark, event: PointerEvent) {
    if (editor.state.get().mode !== "edit") return;
    const { view } = editor.desk();
    const { s } = pulled(view, timeIn(event), event.shiftKey);
    const { rate, ripple, songS } = view;
    const next = movedTo(sketch, mark.id, s, { rate, ripple, songS });
    const joins = editor.state.get().history.done > doneBefore;
    editor.edit(next, "move", { count: 1 }, { joins });
  }

  function up(event: PointerEvent) {
    if (drag === null) return;
    const ended = drag;
    drag = null;
    timeline.setSelection(null);
    if (!ended.moved) return clicked(ended, event);
    if (ended.mark !== null || event.pointerType === "touch") return;
    const span = spanOf(ended.startS, timeIn(event));
    if (ended.laneId === "ruler") {
      editor.transport.setLoop(span);
      editor.say("said.loop");
    } else editor.select(within(editor.desk().sketch, span));
  }

  function clicked({ mark, laneId, startS }: Drag, event: PointerEvent) {
    const { sketch, selection } = editor.desk();
    if (mark !== null && event.shiftKey) return editor.select(upTo(sketch, selection, mark.id));
    if (mark !== null && isMod(event)) return editor.select(toggled(selection, mark.id));
    if (laneId === "parts") {
      const index = timeline.hit(xIn(event), yIn(event), 0)?.index ?? null;
      const ids = index === null ? [] : sketch.marks.slice(index * 8, index * 8 + 8).map(({ id }) => id);
      return editor.select({ ids, anchor: ids[0] ?? null });
    }
    if (mark !== null) return editor.seek(mark.s);
    editor.select({ ids: [], anchor: null });
    editor.seek(Math.max(0, startS));
  }

  function twice(event: MouseEvent) {
    const lane = laneIn(event);
    if (lane === "parts") {
      const index = timeline.hit(xIn(event), yIn(event), 0)?.index ?? null;
      if (index !== null) change(editor.state, { naming: index });
      return;
    }
    if (lane !== "marks" || markNear(event) !== null || editor.state.get().mode !== "edit") return;
    const { sketch, view } = editor.desk();
    const { s } = pulled(view, timeIn(event), event.shiftKey);
    const next = inserted(sketch, s, view.rate);
    editor.edit(next, "insert", {}, { selection: only(sketch.nextId) });
  }

  scope.listen(host, "pointerdown", down);
  scope.listen(host, "pointermove", move);
  scope.listen(host, "pointerup", up);
  scope.listen(host, "pointercancel", () => {
    drag = null;
    timeline.setSelection(null);
  });
  scope.listen(host, "dblclick", twice);
  return scope.close;
}

function isMod(event: PointerEvent): boolean {
  return event.ctrlKey || event.metaKey;
}

function spanOf(oneS: number, otherS: number) {
  return { startS: Math.max(0, Math.min(oneS, otherS)), endS: Math.max(oneS, otherS) };
}
