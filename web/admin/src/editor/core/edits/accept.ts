/**
 * A person's yes, and the machine's proposal as marks. What a person has confirmed no proposal overwrites; marks made
 * at slow playback can only be confirmed at full speed.
 */
import type { Range } from "../desk";
import { beatsIn, type Grid } from "../grid";
import { nearestTo, type Sketch, withAdded, withChanged, withOnly } from "../sketch";

/** The marks confirmed, or all of them with `ids` null. At slow playback the slow ones are left as they are. */
export function confirmed(sketch: Sketch, ids: readonly number[] | null, rate: number): Sketch {
  const wanted = ids && new Set(ids);
  return withChanged(sketch, (mark) =>
    (wanted === null || wanted.has(mark.id)) && (rate >= 1 || !mark.slow)
      ? { ...mark, confirmed: true, slow: false }
      : mark,
  );
}

/** Whether all has a person's yes, so that the class can be built. */
export function allConfirmed(sketch: Sketch): boolean {
  return sketch.marks.every((mark) => mark.confirmed && !mark.slow);
}

/** The grid's beats in the range instead of the marks there; confirmed marks stay, and take the place of their beat. */
export function proposed(sketch: Sketch, grid: Grid, range: Range): Sketch {
  const kept = withOnly(sketch, (mark) => mark.confirmed || mark.s < range.startS || mark.s > range.endS);
  const free = beatsIn(grid, range).filter((s) => {
    const near = nearestTo(kept.marks, s);
    return near === null || Math.abs(near.s - s) >= grid.periodS / 2;
  });
  return withAdded(
    kept,
    free.map((s) => ({ s, origin: "proposal", slow: false, confirmed: false }) as const),
  );
}
