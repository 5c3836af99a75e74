/** Scores practices away from the page, one after the other, and keeps the files that it has read. */
import { readRoutine } from "@eightcount/runtime/classpack";
import type { Reference } from "@eightcount/runtime/scoring";
import type { Answer, Asked, Job } from "./asked";
import { bytesOf, readPackPoses } from "./files";
import { type PracticePoses, readPracticePoses } from "./poseFile";
import { type Against, referenceWith, scored, traced } from "./scoring";

const packs = new Map<string, Promise<Against>>();
const practices = new Map<string, Promise<PracticePoses>>();
let newest = 0;

self.onmessage = ({ data }: MessageEvent<Asked>) => {
  newest = data.request;
  void carryOut(data);
};

async function carryOut({ request, parameters, jobs, trace }: Asked): Promise<void> {
  const references = new Map<string, Reference>();
  const first = jobs.filter(({ id }) => id === trace);
  for (const job of [...first, ...jobs.filter(({ id }) => id !== trace)]) {
    await aMoment();
    if (request !== newest) return;
    try {
      const [against, danced] = await Promise.all([packOf(job), practiceOf(job)]);
      const reference = references.get(job.packId) ?? referenceWith(against, parameters);
      references.set(job.packId, reference);
      const sheet = scored(reference, danced, job.how);
      tell({ request, kind: "sheet", id: job.id, sheet });
      if (job.id === trace) {
        const found = traced(against, parameters, danced, job.how, sheet.session.mirrored);
        tell({ request, kind: "trace", id: job.id, trace: found });
      }
    } catch (fault) {
      tell({
        request,
        kind: "fault",
        id: job.id,
        sentence: fault instanceof Error ? fault.message : String(fault),
      });
    }
  }
  if (request === newest) tell({ request, kind: "done" });
}

function packOf({ packId, routineUrl, packPosesUrl }: Job): Promise<Against> {
  return kept(packs, packId, async () => {
    const [routine, poses] = await Promise.all([bytesOf(routineUrl), bytesOf(packPosesUrl)]);
    return { routine: readRoutine(routine), poses: readPackPoses(poses) };
  });
}

function practiceOf({ posesUrl }: Job): Promise<PracticePoses> {
  return kept(practices, posesUrl, async () => readPracticePoses(await bytesOf(posesUrl)));
}

/** Read once; what could not be read is asked for again the next time. */
function kept<T>(known: Map<string, Promise<T>>, name: string, read: () => Promise<T>): Promise<T> {
  const found = known.get(name) ?? read();
  known.set(name, found);
  found.catch(() => known.delete(name));
  return found;
}

/** Lets a newer request come in. */
function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function tell(answer: Answer): void {
  self.postMessage(answer);
}
