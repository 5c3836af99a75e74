/** What the page asks the worker, and what the worker answers. */
import type { Parameters, Sheet } from "@eightcount/runtime/scoring";
import type { How } from "./scoring";
import type { Trace } from "./trace";

/** A practice that is to be scored, and where its files are. */
export type Job = Readonly<{
  id: string;
  packId: string;
  routineUrl: string;
  packPosesUrl: string;
  posesUrl: string;
  how: How;
}>;

/** The newest request counts; what is left of an older one is not done. */
export type Asked = Readonly<{
  request: number;
  parameters: Parameters;
  jobs: readonly Job[];
  /** Of which practice the joints are traced over time, first of all. */
  trace: string | null;
}>;

export type Answer = Readonly<{ request: number }> &
  (
    | Readonly<{ kind: "sheet"; id: string; sheet: Sheet }>
    | Readonly<{ kind: "trace"; id: string; trace: Trace }>
    | Readonly<{ kind: "fault"; id: string; sentence: string }>
    | Readonly<{ kind: "done" }>
  );
