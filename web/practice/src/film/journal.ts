/**
 * A film's journal: lines of JSON, appended while it is filmed, so that a tab that dies leaves a film that can be
 * finished. The last line that is whole counts. Must not touch files.
 */

import type { Film } from "../graph/types";

/** What is known of a film. `isWhole`: its file is; `isBroken`: it ends early, as the tab died. */
export interface Entry {
  readonly isWhole: boolean;
  readonly isBroken?: boolean;
  readonly film: Film;
}

export function lineOf(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** The last whole line; null where there is none. A line that broke off is passed over: the disk was full, or the tab died. */
export function lastOf(text: string): Entry | null {
  const lines = text.split("\n").slice(0, -1);
  for (const line of lines.reverse()) {
    const entry = read(line);
    if (entry) return entry;
  }
  return null;
}

function read(line: string): Entry | null {
  try {
    const entry = JSON.parse(line) as Entry;
    return typeof entry.isWhole === "boolean" && Array.isArray(entry.film?.pieces) ? entry : null;
  } catch {
    return null;
  }
}
