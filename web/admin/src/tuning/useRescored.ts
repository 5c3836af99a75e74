/** The stored practices scored again by a worker, each time the parameters are turned. */
import type { Parameters, Sheet } from "@eightcount/runtime/scoring";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Answer, Asked, Job } from "./asked";
import { originalUrl, packUrl } from "./files";
import type { Practice } from "./practices";
import type { Trace } from "./trace";

export type Rescored = Readonly<{
  /** By practice; of the last parameters as far as they have come, before that of those before. */
  sheets: ReadonlyMap<string, Sheet>;
  faults: ReadonlyMap<string, string>;
  /** Of the chosen practice. */
  trace: Trace | null;
  busy: boolean;
  /** Why nothing can be scored here at all; null while it can. */
  broken: string | null;
}>;

const NOTHING: Rescored = { sheets: new Map(), faults: new Map(), trace: null, busy: true, broken: null };
/** A slider that is being drawn asks once, when it rests. */
const RESTS_MS = 120;

export function useRescored(
  practices: readonly Practice[],
  parameters: Parameters,
  chosen: string,
): Rescored {
  const [rescored, setRescored] = useState<Rescored>(NOTHING);
  const worker = useRef<Worker | null>(null);
  const request = useRef(0);
  const jobs = useMemo(() => practices.map(jobOf), [practices]);
  /** What is scored already by these parameters. */
  const scored = useRef({ jobs, parameters, ids: new Set<string>() });
  useEffect(() => {
    const started = new Worker(new URL("./scoring.worker.ts", import.meta.url), { type: "module" });
    worker.current = started;
    started.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.request !== request.current) return;
      if (data.kind === "sheet") scored.current.ids.add(data.id);
      setRescored((before) => taken(before, data));
    };
    started.onerror = ({ message }) => setRescored((before) => ({ ...before, busy: false, broken: message }));
    return () => {
      started.terminate();
      worker.current = null;
    };
  }, []);
  useEffect(() => {
    const resting = setTimeout(() => {
      const known = scored.current;
      if (known.jobs !== jobs || known.parameters !== parameters)
        scored.current = { jobs, parameters, ids: new Set() };
      const { ids } = scored.current;
      const left = jobs.filter(({ id }) => id === chosen || !ids.has(id));
      request.current += 1;
      const asked: Asked = { request: request.current, parameters, jobs: left, trace: chosen };
      worker.current?.postMessage(asked);
    }, RESTS_MS);
    setRescored((before) => ({ ...before, faults: new Map(), busy: true }));
    return () => clearTimeout(resting);
  }, [jobs, parameters, chosen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was traced of another practice is not shown
  useEffect(() => setRescored((before) => ({ ...before, trace: null })), [chosen]);
  return rescored;
}

export function taken(before: Rescored, answer: Answer): Rescored {
  switch (answer.kind) {
    case "sheet":
      return { ...before, sheets: new Map(before.sheets).set(answer.id, answer.sheet) };
    case "fault":
      return { ...before, faults: new Map(before.faults).set(answer.id, answer.sentence) };
    case "trace":
      return { ...before, trace: answer.trace };
    case "done":
      return { ...before, busy: false };
  }
}

function jobOf({ id, pack_id: packId, poses, offset_s: offsetS, rate, sheet }: Practice): Job {
  const { mirror, speed, parts, picture } = sheet.session;
  const [width, height] = picture;
  const { classId, manifest } = sheet;
  return {
    id,
    packId,
    routineUrl: packUrl(packId, "routine"),
    packPosesUrl: packUrl(packId, "poses"),
    posesUrl: originalUrl(poses),
    how: { offsetS, rate, width, height, mirror, speed, parts, classId, manifest },
  };
}
