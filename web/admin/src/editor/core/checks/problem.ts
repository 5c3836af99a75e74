/**
 * What a check finds: a value with a place, so that a panel can list it and jump there. Codes are the server's where it
 * checks the same.
 */

/** An error keeps the class from being built; a warning asks a person to look. */
export type Severity = "error" | "warning";

export const CODES = {
  no_beats: ["none"],
  beyond_song: ["late"],
  outside_take: ["before", "after"],
  doubled: ["twice"],
  part_incomplete: ["missing", "extra", "unfinished", "single"],
  unconfirmed: ["marks"],
  slow_unconfirmed: ["marks"],
  part_count: ["parts"],
  uneven_step: ["long", "short"],
  not_seen: ["step"],
  half_beat_off: ["all"],
} as const;

export type Code = keyof typeof CODES;

export type Problem = {
  readonly severity: Severity;
  readonly code: Code;
  /** The words: `checks.<code>.<say>`, filled with `params`. */
  readonly say: string;
  /** Where to jump, on the song clock; null where it has no place. */
  readonly s: number | null;
  /** The mark, from 0; null where it is about all. */
  readonly index: number | null;
  /** `beat`, `part` and `count` count from 1; `s` and `ms` are rounded for reading. */
  readonly params: Readonly<Record<string, number>>;
};

export function isBuildable(problems: readonly Problem[]): boolean {
  return problems.every(({ severity }) => severity !== "error");
}

/** The next problem with a place after `s`, or before it; from the end it goes on at the beginning. */
export function nextProblem(problems: readonly Problem[], s: number, direction: 1 | -1): Problem | null {
  const placed = problems
    .filter((problem) => problem.s !== null)
    .sort((one, other) => (one.s ?? 0) - (other.s ?? 0));
  const aside = 1e-6;
  const beyond =
    direction === 1
      ? placed.find((problem) => (problem.s ?? 0) > s + aside)
      : placed.findLast((problem) => (problem.s ?? 0) < s - aside);
  return beyond ?? placed.at(direction === 1 ? 0 : -1) ?? null;
}
