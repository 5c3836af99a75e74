/** The golden class and practices of it, as runtime/vectors/make_scoring.py writes them. */

import { readdirSync, readFileSync } from "node:fs";
import { POSE_VALUES, type PoseTrack, readRoutine, restored } from "@eightcount/runtime/classpack";
import { type Mirror, type Reference, referenceOf } from "@eightcount/runtime/scoring";
import { bytesOf } from "./studio.ts";

const FOLDER = new URL("../../../runtime/vectors/scoring/", import.meta.url);

interface ClassFile {
  readonly width: number;
  readonly height: number;
  readonly rate: readonly [number, number];
  readonly frames: number;
  readonly marks: readonly number[];
  readonly poses: string;
  readonly routine: string;
}

interface PracticeFile {
  readonly name: string;
  readonly session: {
    readonly width: number;
    readonly height: number;
    readonly mirror: Mirror;
    readonly parts: readonly number[] | null;
    readonly speed: number;
  };
  readonly times_s: readonly number[];
  readonly people: readonly number[];
  readonly poses: string;
  readonly states: string;
  readonly tables: readonly unknown[];
  readonly events: readonly unknown[];
  readonly sheet: object;
}

/** A practice: `frames` are the poses of all people of each frame, one after the other. */
export interface Practice extends Omit<PracticeFile, "poses"> {
  readonly frames: readonly Float32Array[];
}

function fileOf<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8")) as T;
}

const danced = fileOf<ClassFile>("class");
const track: PoseTrack = {
  ...{ rate: danced.rate, frames: danced.frames, image: wholePoses(danced.poses) },
  world: new Float32Array(danced.frames * 99),
};

/** 33 landmarks of each pose, of which those that are not compared are not known. */
function wholePoses(base64: string): Float32Array {
  const bytes = new Uint8Array(Buffer.from(base64, "base64"));
  const marks = restored(new Int16Array(bytes.buffer));
  const poses = new Float32Array((marks.length / (4 * danced.marks.length)) * POSE_VALUES).fill(Number.NaN);
  for (let at = 0; at < marks.length; at++) {
    const [mark, pose] = [
      Math.floor(at / 4) % danced.marks.length,
      Math.floor(at / (4 * danced.marks.length)),
    ];
    poses[pose * POSE_VALUES + 4 * (danced.marks[mark] as number) + (at % 4)] = marks[at] as number;
  }
  return poses;
}

/** The golden class, measured. */
export function goldenReference(): Reference {
  return referenceOf(readRoutine(bytesOf(danced.routine)), track);
}

export const CLASS = { width: danced.width, height: danced.height, track, routine: danced.routine };

/** All golden practices. */
export function goldenPractices(): readonly Practice[] {
  const names = readdirSync(FOLDER).map((name) => name.replace(/\.json$/, ""));
  const files = names.map((name) => fileOf<Partial<PracticeFile>>(name));
  return files
    .filter((file): file is PracticeFile => file.sheet !== undefined && file.poses !== undefined)
    .map(opened);
}

function opened({ poses, ...practice }: PracticeFile): Practice {
  const all = wholePoses(poses);
  let from = 0;
  const frames = practice.people.map((people) => {
    const frame = all.subarray(from, from + people * POSE_VALUES);
    from += frame.length;
    return frame;
  });
  return { ...practice, frames };
}
