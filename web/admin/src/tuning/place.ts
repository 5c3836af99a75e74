/** Steps by their part and count, as the address of the page names them: `2.5`. Pure. */

export type Place = Readonly<{ part: number; count: number }>;

const WRITTEN = /^([1-9]\d{0,2})\.([1-8])$/;

export function placeText({ part, count }: Place): string {
  return `${part}.${count}`;
}

/** Null where it is not written so. */
export function readPlace(text: string | null): Place | null {
  const [, part, count] = WRITTEN.exec(text ?? "") ?? [];
  return part === undefined || count === undefined ? null : { part: Number(part), count: Number(count) };
}

export function isAt(step: Place, place: Place | null): boolean {
  return place !== null && step.part === place.part && step.count === place.count;
}

/** The step so many on from another; the first where none is chosen. Stays within. */
export function stepFrom<S extends Place>(steps: readonly S[], from: Place | null, by: number): S | null {
  const at = steps.findIndex((step) => isAt(step, from));
  const wanted = at < 0 ? 0 : Math.min(Math.max(at + by, 0), steps.length - 1);
  return steps[wanted] ?? null;
}
