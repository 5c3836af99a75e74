/** Scores stored practices as they were danced, with whatever parameters. Pure; the worker runs it. */
import type { Routine } from "@eightcount/runtime/classpack";
import {
  type Mirror,
  type Parameters,
  type Reference,
  referenceOf,
  replay,
  type Sheet,
} from "@eightcount/runtime/scoring";
import { classAt, type Tie } from "./clock";
import { denseOf } from "./dense";
import type { PracticePoses } from "./poseFile";
import { type Trace, traceOf } from "./trace";

/** A class as it is scored against; `poses` of every frame, as the pack's. */
export type Against = Readonly<{ routine: Routine; poses: Float32Array }>;

/** How it was danced: what a sheet's `session` says, and where it lies on the class's clock. */
export type How = Tie &
  Readonly<{
    width: number;
    height: number;
    mirror: Mirror;
    speed: number;
    parts: readonly number[];
    classId: string;
    manifest: string | null;
  }>;

export function referenceWith({ routine, poses }: Against, parameters: Parameters): Reference {
  const track = {
    rate: routine.video.rate,
    frames: routine.video.frames,
    image: poses,
    world: new Float32Array(0), // nothing is scored in metres
  };
  return referenceOf(routine, track, parameters);
}

export function scored(reference: Reference, danced: PracticePoses, how: How): Sheet {
  const timesS = danced.timesS.map((atS) => classAt(atS, how));
  const { width, height, mirror, speed, parts, classId, manifest } = how;
  return replay(reference, timesS, danced.landmarks, width, height, {
    mirror,
    speed,
    parts,
    classId,
    manifest,
  });
}

/** How far each joint was off at any time, seen as the sheet's session has found the dancer to stand. */
export function traced(
  against: Against,
  parameters: Parameters,
  danced: PracticePoses,
  how: How,
  mirrored: boolean,
): Trace {
  const dense = { ...against, routine: denseOf(against.routine) };
  const parts = dense.routine.parts.map((_, k) => k + 1);
  const mirror = mirrored ? "on" : "off";
  return traceOf(scored(referenceWith(dense, parameters), danced, { ...how, mirror, parts }));
}
