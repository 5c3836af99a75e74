/**
 * Edits of many marks at once: half and double, later by a part of a beat, even steps between two marks. They follow
 * the tempo that the marks have. What comes out is computed, so a person has yet to confirm it.
 */
import { median, steps } from "../numbers";
import { type NewMark, type Sketch, withAdded, withChanged, withOnly } from "../sketch";

/** Places in the marks, both included. */
export type Span = { readonly first: number; readonly last: number };

/** From the first to the last selected mark, or all marks when fewer than two are selected; null without any mark. */
export function spanOf(sketch: Sketch, ids: readonly number[]): Span | null {
  const wanted = new Set(ids);
  const first = sketch.marks.findIndex((mark) => wanted.has(mark.id));
  const last = sketch.marks.findLastIndex((mark) => wanted.has(mark.id));
  if (first >= 0 && last > first) return { first, last };
  return sketch.marks.length === 0 ? null : { first: 0, last: sketch.marks.length - 1 };
}

/** Every second mark of the span gone; its first stays. */
export function halvedMarks(sketch: Sketch, span: Span): Sketch {
  return withOnly(sketch, (_, at) => at < span.first || at > span.last || (at - span.first) % 2 === 0);
}

/** A mark in the middle of every step of the span. */
export function doubledMarks(sketch: Sketch, span: Span): Sketch {
  const within = sketch.marks.slice(span.first, span.last + 1);
  const middles = within.slice(1).map((mark, at) => computed((mark.s + (within[at]?.s ?? mark.s)) / 2));
  return withAdded(sketch, middles);
}

/**
 * The span's marks later (or earlier) by a part of a beat, each as far as the tempo around it says. The sketch itself
 * when one would leave the song or run into a mark outside the span.
 */
export function shiftedMarks(sketch: Sketch, span: Span, beats: number, songS: number): Sketch {
  const times = sketch.marks.map((mark) => mark.s);
  const goal = (at: number) => timeAt(times, at + beats);
  if (goal(span.last) > songS || times.length < 2) return sketch;
  return withChanged(sketch, (mark, at) =>
    at < span.first || at > span.last ? mark : { ...mark, ...computed(goal(at)) },
  );
}

/**
 * Even steps between two marks: what lies between them goes, and new marks divide the time.
 *
 * @param periodS about how long a step is to be: the proposed grid's, or of the marks around.
 */
export function filled(sketch: Sketch, span: Span, periodS: number): Sketch {
  const from = sketch.marks[span.first];
  const to = sketch.marks[span.last];
  if (from === undefined || to === undefined || !(periodS > 0)) return sketch;
  const count = Math.max(1, Math.round((to.s - from.s) / periodS));
  const between = Array.from({ length: count - 1 }, (_, at) =>
    computed(from.s + ((to.s - from.s) * (at + 1)) / count),
  );
  return withAdded(
    withOnly(sketch, (_, at) => at <= span.first || at >= span.last),
    between,
  );
}

/** How long a step is outside the span, for filling it; NaN where there is none. */
export function periodOutside(sketch: Sketch, span: Span): number {
  const times = sketch.marks.map((mark) => mark.s);
  return median([...steps(times.slice(0, span.first + 1)), ...steps(times.slice(span.last))]);
}

/** The time of a place between marks (3.5 is halfway from mark 3 to 4), or beyond the ends at the tempo there. */
function timeAt(times: readonly number[], place: number): number {
  const last = times.length - 1;
  const low = Math.min(Math.max(Math.floor(place), 0), Math.max(0, last - 1));
  const from = times[low] ?? 0;
  if (place >= 0 && place <= last) return from + ((times[low + 1] ?? from) - from) * (place - low);
  const edge = place < 0 ? times.slice(0, 5) : times.slice(-5);
  const end = place < 0 ? 0 : last;
  return (times[end] ?? 0) + median(steps(edge)) * (place - end);
}

function computed(s: number): NewMark {
  return { s, origin: "grid", slow: false, confirmed: false };
}
