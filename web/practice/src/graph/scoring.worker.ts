/** Scores in a worker of its own: poses in, feedback and a sheet out. Knows no camera and no page. */

import { type Event, type Reference, referenceOf, Session, type Sheet } from "@eightcount/runtime/scoring";
import type { Asked, Told } from "./scoringMessages";

let reference: Reference | null = null;
let session: Session | null = null;

const tell = (told: Told) => self.postMessage(told);
const tellAll = (events: readonly Event[]) => {
  for (const event of events) tell({ kind: "event", event });
};

self.onmessage = ({ data }: MessageEvent<Asked>) => {
  if (data.kind === "prepare") {
    reference = referenceOf(data.routine, data.poses);
    tell({ kind: "prepared" });
  } else if (data.kind === "begin" && reference) {
    session = new Session(reference, data.width, data.height, data.options);
  } else if (data.kind === "frame") {
    tellAll(session?.push(data.timeS, data.landmarks) ?? []);
    tell({ kind: "taken" });
  } else if (data.kind === "end") {
    tellAll(session?.finish() ?? []);
    tell({ kind: "sheet", sheet: session?.result() as Sheet });
  }
};
