/** What keeps a class from coming, as the app words it. Must not word it. */

import { type ClassReport, PackError } from "@eightcount/runtime";

/** What went wrong: the name by which it is worded, and the runtime's own sentence. */
export interface Fault {
  readonly name: string;
  readonly sentence: string;
}

/** Of a class that did not come. */
export function faultOf({ error, sentence }: ClassReport): Fault {
  return { name: error, sentence };
}

/** Throws on what is no fault of network, server or device: that is ours. */
export function asFault(error: unknown): Fault {
  if (!(error instanceof PackError)) throw error;
  return { name: error.name, sentence: error.sentence };
}
