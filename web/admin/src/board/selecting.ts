/** Which classes are selected. Pure. */
import type { Listed } from "./choosing";

type Ids = ReadonlySet<string>;

/**
 * Selects the class, or leaves it when it was selected. From another class `from` on, everything between
 * them is made as the one that was pointed at becomes.
 */
export function toggled(before: Ids, shown: readonly Listed[], id: string, from: string | null): Ids {
  const after = new Set(before);
  const wanted = !before.has(id);
  const place = (one: string | null) => shown.findIndex((listed) => listed.id === one);
  const [here, there] = [place(id), place(from)];
  const ids = there < 0 ? [id] : between(shown, here, there);
  for (const one of ids) {
    if (wanted) after.add(one);
    else after.delete(one);
  }
  return after;
}

/** All that are shown, or none when all of them were selected. */
export function allOrNone(before: Ids, shown: readonly Listed[]): Ids {
  return shown.every(({ id }) => before.has(id)) ? new Set() : new Set(shown.map(({ id }) => id));
}

function between(shown: readonly Listed[], here: number, there: number): readonly string[] {
  return shown.slice(Math.min(here, there), Math.max(here, there) + 1).map(({ id }) => id);
}
