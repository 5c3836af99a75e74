/** Which marks are selected, and how keys walk and widen the selection. */
import { NOTHING_SELECTED, type Range, type Selection } from "./desk";
import { STEPS_PER_PART } from "./parts";
import { type Mark, placeOf, type Sketch } from "./sketch";

export function only(id: number): Selection {
  return { ids: [id], anchor: id };
}

/** The selected marks by song time. */
export function selectedMarks(sketch: Sketch, selection: Selection): readonly Mark[] {
  const wanted = new Set(selection.ids);
  return sketch.marks.filter((mark) => wanted.has(mark.id));
}

/** All marks from the anchor to `id`, as a click with Shift selects. */
export function upTo(sketch: Sketch, selection: Selection, id: number): Selection {
  const anchor = selection.anchor ?? id;
  const from = sketch.marks.findIndex((mark) => mark.id === anchor);
  const to = sketch.marks.findIndex((mark) => mark.id === id);
  if (from < 0 || to < 0) return only(id);
  const marks = sketch.marks.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: marks.map((mark) => mark.id), anchor };
}

/** One more mark, or one fewer, as a click with Mod selects. */
export function toggled(selection: Selection, id: number): Selection {
  const ids = selection.ids.includes(id)
    ? selection.ids.filter((each) => each !== id)
    : [...selection.ids, id];
  return ids.length === 0 ? NOTHING_SELECTED : { ids, anchor: id };
}

export function all(sketch: Sketch): Selection {
  return { ids: sketch.marks.map((mark) => mark.id), anchor: sketch.marks[0]?.id ?? null };
}

/** Marks in a range, both ends included, as a rubber band selects. */
export function within(sketch: Sketch, range: Range): Selection {
  const ids = sketch.marks.filter(({ s }) => range.startS <= s && s <= range.endS).map((mark) => mark.id);
  return { ids, anchor: ids[0] ?? null };
}

/** The marks that begin the steps of the part with a mark in it. */
export function partWith(sketch: Sketch, id: number): Selection {
  const at = sketch.marks.findIndex((mark) => mark.id === id);
  if (at < 0) return NOTHING_SELECTED;
  const first = at - (at % STEPS_PER_PART);
  const ids = sketch.marks.slice(first, first + STEPS_PER_PART).map((mark) => mark.id);
  return { ids, anchor: ids[0] ?? null };
}

/** The mark after (or before) the selected one, or the playhead where none is; the last one stays. */
export function neighbour(
  sketch: Sketch,
  selection: Selection,
  playheadS: number,
  direction: 1 | -1,
): Mark | null {
  const chosen = selectedMarks(sketch, selection);
  const from = direction === 1 ? chosen.at(-1) : chosen[0];
  const last = sketch.marks.length - 1;
  if (from !== undefined) {
    const at = sketch.marks.indexOf(from) + direction;
    return sketch.marks[Math.min(last, Math.max(0, at))] ?? null;
  }
  const at = placeOf(sketch.marks, playheadS) - (direction === 1 ? 0 : 1);
  return sketch.marks[Math.min(last, Math.max(0, at))] ?? null;
}
