/** Ranks among numbers, found in place, without any room of their own. */

/**
 * Puts at the first place, of the first `count` numbers, at least one, that at rank share * (count - 1), counted from 0,
 * linear between the two nearest. The order of the others is lost. (It is not returned: that may make an object of it.)
 */
export function putPercentile(values: Float64Array, count: number, share: number): void {
  const rank = share * (count - 1);
  const low = Math.floor(rank);
  select(values, count, low);
  const here = values[low] as number;
  let next = Number.POSITIVE_INFINITY;
  for (let at = low + 1; at < count; at++) next = Math.min(next, values[at] as number);
  values[0] = low + 1 < count ? here + (next - here) * (rank - low) : here;
}

/** Hoare's selection: the number of a rank comes to lie there, no larger one before it, no smaller one behind. */
function select(values: Float64Array, count: number, rank: number): void {
  let first = 0;
  let last = count - 1;
  while (first < last) {
    const pivot = values[rank] as number;
    let low = first;
    let high = last;
    while (low <= high) {
      low = firstFrom(values, low, pivot);
      high = lastUpTo(values, high, pivot);
      if (low <= high) swap(values, low++, high--);
    }
    if (high < rank) first = low;
    if (low > rank) last = high;
  }
}

/** The place of the first number from `at` on that is not below the pivot. */
function firstFrom(values: Float64Array, at: number, pivot: number): number {
  let found = at;
  while ((values[found] as number) < pivot) found++;
  return found;
}

/** The place of the last number up to `at` that is not above the pivot. */
function lastUpTo(values: Float64Array, at: number, pivot: number): number {
  let found = at;
  while ((values[found] as number) > pivot) found--;
  return found;
}

function swap(values: Float64Array, one: number, other: number): void {
  const swapped = values[one] as number;
  values[one] = values[other] as number;
  values[other] = swapped;
}
