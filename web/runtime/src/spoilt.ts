/** Golden verdicts on a text that was spoilt in one place, as runtime/vectors/spoiling.py writes them. */

import { readFileSync } from "node:fs";
import type { PackError } from "@eightcount/runtime/classpack";
import { bytesOf } from "./studio";

interface Golden {
  readonly base: string;
  /** What is written in place of the first `find`, and the name of the error, or null. */
  readonly places: readonly {
    readonly find: string;
    readonly puts: Readonly<Record<string, string | null>>;
  }[];
}

/** The name of the error with which something is refused; null where it is not. */
export function errorOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return (error as PackError).name;
  }
}

/** The text that is right, and how many others were judged otherwise than in Python. */
export function judgedBy(file: string, read: (bytes: Uint8Array) => unknown) {
  const golden = new URL(`../../../runtime/vectors/${file}.json`, import.meta.url);
  const { base, places } = JSON.parse(readFileSync(golden, "utf8")) as Golden;
  const cases = places.flatMap(({ find, puts }) =>
    Object.entries(puts).map(([put, error]) => ({ find, put, error })),
  );
  const otherwise = cases
    .map(({ find, put, error }) => ({
      ...{ find, put, error },
      ours: errorOf(() => read(bytesOf(base.replace(find, () => put)))),
    }))
    .filter(({ error, ours }) => ours !== error);
  return { base, cases: cases.length, otherwise };
}
