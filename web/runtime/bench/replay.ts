/**
 * Scores practices by TypeScript, for a comparison with Python. Reads JSON from standard input, prints a list of sheets.
 *
 *     scripts/node.sh node runtime/bench/replay.ts < practices.json
 *
 *     {"routine": path, "poses": path, "poses_world": path,
 *      "practices": [{"poses": path of a pose file as docs/practices.md has it, "width", "height", "offset_s": 0, "rate": 1,
 *                     "mirror": "auto", "parts": null, "speed": 1, "class_id": ""}]}
 */

import { readFileSync } from "node:fs";
import { POSE_VALUES, readNpy, readPoseTrack, readRoutine } from "@eightcount/runtime/classpack";
import { type Mirror, type Reference, referenceOf, replay, sheetAsJson } from "@eightcount/runtime/scoring";

interface Asked {
  readonly routine: string;
  readonly poses: string;
  readonly poses_world: string;
  readonly practices: readonly Practice[];
}

interface Practice {
  readonly poses: string;
  readonly width: number;
  readonly height: number;
  readonly offset_s?: number;
  readonly rate?: number;
  readonly mirror?: Mirror;
  readonly parts?: readonly number[] | null;
  readonly speed?: number;
  readonly class_id?: string;
}

function scored(reference: Reference, practice: Practice): object {
  const { shape, values } = readNpy(readFileSync(practice.poses), "pose file", "<f8", [
    null,
    1 + POSE_VALUES,
  ]);
  const { offset_s: offsetS = 0, rate = 1, class_id: classId = "" } = practice;
  const { width, height, mirror = "auto", parts = null, speed = 1 } = practice;
  const row = 1 + POSE_VALUES;
  const timesS = Float64Array.from(
    { length: shape[0] ?? 0 },
    (_, at) => offsetS + rate * (values[at * row] as number),
  );
  const landmarks = values.filter((_, at) => at % row > 0);
  return sheetAsJson(replay(reference, timesS, landmarks, width, height, { mirror, parts, speed, classId }));
}

const asked = JSON.parse(readFileSync(0, "utf8")) as Asked;
const routine = readRoutine(readFileSync(asked.routine));
const poses = readPoseTrack(readFileSync(asked.poses), readFileSync(asked.poses_world), routine.video.rate);
const reference = referenceOf(routine, poses);
process.stdout.write(JSON.stringify(asked.practices.map((practice) => scored(reference, practice))));
