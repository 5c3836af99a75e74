/**
 * Where the counting begins and ends. A teacher who says "this is one" means the phase of the eights: whole eights
 * before it stay, and a pick-up of fewer than 8 marks before the first "one" goes. Where the class begins and ends is
 * said apart.
 */
import { leftOver, STEPS_PER_PART } from "../parts";
import { type Sketch, withNames, withOnly } from "../sketch";

/** The mark becomes a "one". The sketch itself where it is one already, or is no mark. */
export function withOne(sketch: Sketch, id: number): Sketch {
  const at = sketch.marks.findIndex((mark) => mark.id === id);
  const pickUp = at % STEPS_PER_PART;
  return at < 0 ? sketch : withOnly(sketch, (_, place) => place >= pickUp);
}

/** The class begins with this mark: all before it go, and the names of the parts that go with them. */
export function startingAt(sketch: Sketch, id: number): Sketch {
  const at = sketch.marks.findIndex((mark) => mark.id === id);
  if (at <= 0) return sketch;
  const named = withNames(sketch, sketch.partNames.slice(Math.floor(at / STEPS_PER_PART)));
  return withOnly(named, (_, place) => place >= at);
}

/** The class ends with this mark: all after it go. */
export function endingAt(sketch: Sketch, id: number): Sketch {
  const at = sketch.marks.findIndex((mark) => mark.id === id);
  return at < 0 ? sketch : withOnly(sketch, (_, place) => place <= at);
}

/** Without the marks after the last whole part; a sketch with no whole part stays as it is. */
export function trimmed(sketch: Sketch): Sketch {
  const keep = sketch.marks.length - leftOver(sketch);
  return keep <= 1 ? sketch : withOnly(sketch, (_, at) => at < keep);
}

/** A part's name; an empty one takes it away. */
export function renamed(sketch: Sketch, part: number, name: string): Sketch {
  const names = Array.from({ length: Math.max(part + 1, sketch.partNames.length) }, (_, at) =>
    at === part ? name : (sketch.partNames[at] ?? null),
  );
  return withNames(sketch, names);
}
