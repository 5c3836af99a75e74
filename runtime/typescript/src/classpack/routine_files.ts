/** routine.json, read. Must not compute anything from it. */

import { MalformedError, UnsupportedFormatError } from "./errors.ts";
import { FEATURES_VERSION } from "./features.ts";
import { Fields, readObject, requireFormat } from "./fields.ts";
import { readParameters } from "./parameters.ts";
import {
  type Instant,
  MAX_DURATION_S,
  MAX_FRAMES,
  MAX_NAME,
  MAX_PARTS,
  MAX_RATE_HZ,
  MAX_SIDE_PX,
  MIN_RATE_HZ,
  type Part,
  type Problem,
  type Routine,
  STEPS_PER_PART,
  type Step,
  type StepPoint,
  stepsOf,
  type Targets,
  type VideoShape,
} from "./routine.ts";

const FORMAT = 1;
export const MAX_ROUTINE_BYTES = 4 * 1024 * 1024;
const MAX_PROBLEMS = STEPS_PER_PART * MAX_PARTS;
const [ANGLES, PLACES, FEATURES] = [8, 8, 16];

/**
 * The routine that a file holds. Throws a `MalformedError` where it is none, or of a rate or length that no class has, or
 * its times do not rise, or its steps do not join; an `UnsupportedFormatError` where it is of another format, or its features or its
 * scoring are of another version.
 */
export function readRoutine(bytes: Uint8Array): Routine {
  const fields = readObject(bytes, "routine", MAX_ROUTINE_BYTES);
  requireFormat(fields, FORMAT);
  if (fields.integer("features", 1) !== FEATURES_VERSION) {
    throw new UnsupportedFormatError(
      "The routine's features are of a version that this runtime does not know.",
    );
  }
  const video = readVideo(fields.inner("video"));
  const alignment = fields.inner("alignment");
  const routine: Routine = {
    video,
    offsetS: alignment.number("offset_s"),
    rate: alignment.number("rate", 0.01, 100),
    parts: fields.each("parts", { fewest: 1, most: MAX_PARTS }).map((part) => readPart(part, video)),
    problems: fields.each("problems", { most: MAX_PROBLEMS }).map(readProblem),
    scoring: fields.has("scoring") ? readParameters(fields.inner("scoring")) : null,
  };
  requireJoined(stepsOf(routine));
  return routine;
}

function readVideo(fields: Fields): VideoShape {
  const [width, height] = [fields.integer("width", 1, MAX_SIDE_PX), fields.integer("height", 1, MAX_SIDE_PX)];
  const [rate, frames] = [fields.ratio("rate"), fields.integer("frames", 1, MAX_FRAMES)];
  const [numerator, denominator] = rate; // whole numbers, multiplied and never divided: no rounding
  if (numerator < MIN_RATE_HZ * denominator || numerator > MAX_RATE_HZ * denominator) {
    fields.refuse("rate", `${MIN_RATE_HZ} to ${MAX_RATE_HZ} frames a second`);
  }
  if (frames * denominator > MAX_DURATION_S * numerator) {
    fields.refuse("frames", `at most ${MAX_DURATION_S} seconds of frames`);
  }
  return { width, height, rate, frames };
}

function readPart(fields: Fields, video: VideoShape): Part {
  const steps = fields.each("steps", { fewest: STEPS_PER_PART, most: STEPS_PER_PART }).map((step) => ({
    start: readInstant(step.inner("start")),
    point: readPoint(step.inner("point"), video),
  }));
  return { name: fields.has("name") ? fields.text("name", { longest: MAX_NAME }) : null, steps };
}

function readInstant(fields: Fields): Instant {
  return { songS: fields.number("song_s"), videoS: fields.number("video_s") };
}

function readPoint(fields: Fields, video: VideoShape): StepPoint {
  return {
    at: readInstant(fields),
    frame: fields.integer("frame", 0, video.frames - 1),
    targets: fields.has("targets") ? readTargets(fields.inner("targets")) : null,
    weights: fields.numbers("weights", FEATURES, 0, 1),
  };
}

function readTargets(fields: Fields): Targets {
  const rows = fields.items("places", { fewest: PLACES, most: PLACES });
  return {
    places: rows.map((row) => pair(new Fields(new Map([["x", row]]), fields.what).numbers("x", 2, 0, 1))),
    centre: pair(fields.numbers("centre", 2)),
    angles: fields.numbers("angles", ANGLES, 0, 1),
    visibility: fields.numbers("visibility", FEATURES, 0, 1),
    torso: fields.number("torso", 0),
  };
}

function pair(values: readonly number[]): readonly [number, number] {
  return [values[0] as number, values[1] as number];
}

function readProblem(fields: Fields): Problem {
  return {
    severity: fields.text("severity", { longest: 7 }) === "error" ? "error" : "warning",
    code: fields.text("code", { longest: 80 }),
    sentence: fields.text("sentence", { longest: 2000 }),
    index: fields.has("index") ? fields.integer("index", 0) : null,
  };
}

function requireJoined(steps: readonly Step[]): void {
  let end: Instant | null = null;
  for (const { start, point } of steps) {
    if (end && (end.songS !== start.songS || end.videoS !== start.videoS)) {
      throw new MalformedError("In the routine, a step does not start where the one before it ends.");
    }
    if (point.at.songS <= start.songS || point.at.videoS <= start.videoS) {
      throw new MalformedError("In the routine, the times of the steps do not rise.");
    }
    end = point.at;
  }
}
