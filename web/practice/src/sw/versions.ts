/** Which versions of the app may go from the device. Must not delete. */

export interface Versions {
  /** Every version that is kept whole or in part, in the order in which they were begun. */
  readonly kept: readonly string[];
  readonly own: string;
  /** The one whose pages were served last; null: not written down. */
  readonly served: string | null;
}

/**
 * Those begun before our own, but for the one that was served last: its pages may be dancing in other tabs, and not have
 * loaded all of themselves. Those begun after ours are on their way. Versions that waited and never served go, too; where
 * nobody wrote down which one served, none does.
 */
export function outdated({ kept, own, served }: Versions): readonly string[] {
  if (served === null) return [];
  const before = kept.slice(0, Math.max(kept.indexOf(own), 0));
  return before.filter((name) => name !== served);
}
