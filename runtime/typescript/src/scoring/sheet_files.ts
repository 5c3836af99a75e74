/** The sheet as JSON, format 1: read and written. docs/sheet.schema.json is its schema. */

import { ANGLES, FEATURE_NAMES, type FeatureName } from "../classpack/features.ts";
import { type Fields, readObject, requireFormat } from "../classpack/fields.ts";
import { HIGHEST, jsonNameOf, LOWEST, parametersAsJson, readParameters } from "../classpack/parameters.ts";
import { MAX_NAME, MAX_PARTS, STEPS_PER_PART } from "../classpack/routine.ts";
import type { Medal } from "./curve.ts";
import type { Mirror } from "./hypotheses.ts";
import { SHA256 } from "./setting.ts";
import {
  COSTS,
  type CostName,
  type Difference,
  LIMBS,
  type NotSeen,
  type PartSheet,
  type SessionSheet,
  type Sheet,
  type SheetWarning,
  type StepPlace,
  type StepSheet,
  type TotalSheet,
  type WhyNot,
} from "./sheet.ts";
import { JOINTS } from "./summary.ts";

const FORMAT = 1;
export const MAX_SHEET_BYTES = 32 * 1024 * 1024;
const MIRRORS: readonly Mirror[] = ["auto", "on", "off"];
const MEDALS: readonly Medal[] = ["gold", "silver", "bronze"];
const REASONS: readonly WhyNot[] = ["dancer_not_seen", "teacher_not_seen", "no_frames"];
/** Of a mean or product of shares, rounding included. */
const ONE = 1 + 1e-9;
const MOST_STEPS = MAX_PARTS * STEPS_PER_PART;
const MOST_WARNINGS = 100;
const MOST_SPANS = 100_000;

/** UTF-8 JSON; null where not judged. */
export function sheetToJson(sheet: Sheet): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(sheetAsJson(sheet)));
}

/** The document of a sheet, to be written as JSON. */
export function sheetAsJson(sheet: Sheet): Readonly<Record<string, unknown>> {
  const { session } = sheet;
  return {
    format: FORMAT,
    runtime: sheet.runtime,
    scoring: parametersAsJson(sheet.scoring),
    class: { id: sheet.classId, manifest: sheet.manifest },
    session: { ...renamed(session), frames: renamed(session.frames) },
    total: sheet.total,
    warnings: sheet.warnings.map((warning) =>
      Object.fromEntries(Object.entries(renamed(warning)).filter(([, value]) => value !== null)),
    ),
    parts: sheet.parts.map(renamed),
    steps: sheet.steps.map(renamed),
    best: sheet.best,
    worst: sheet.worst,
    costly: sheet.costly,
    not_seen: sheet.notSeen.map(renamed),
  };
}

/** The same values by the names that JSON has for them. */
function renamed(value: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [jsonNameOf(name), each]));
}

/**
 * The sheet that a file holds. Throws a `MalformedError` where it is none, an `UnsupportedFormatError` where it is of
 * another format, or scored by another version of the method.
 */
export function readSheet(bytes: Uint8Array): Sheet {
  const found = readObject(bytes, "sheet", MAX_SHEET_BYTES);
  requireFormat(found, FORMAT);
  const [runtime, about] = [found.inner("runtime"), found.inner("class")];
  return {
    runtime: {
      name: runtime.text("name", { longest: 80 }),
      version: runtime.text("version", { longest: 80 }),
      level: runtime.integer("level", 1),
    },
    scoring: readParameters(found.inner("scoring")),
    classId: about.text("id", { longest: 80, empty: true }),
    manifest: readManifest(about),
    session: readSession(found.inner("session")),
    total: readTotal(found.inner("total")),
    warnings: found.each("warnings", { most: MOST_WARNINGS }).map(readWarning),
    parts: found.each("parts", { most: MAX_PARTS }).map(readPart),
    steps: found.each("steps", { most: MOST_STEPS }).map(readStep),
    best: readPlace(found, "best"),
    worst: readPlace(found, "worst"),
    costly: found.has("costly") ? oneOf(found, "costly", JOINTS) : null,
    notSeen: found.each("not_seen", { most: MOST_SPANS }).map(readSpan),
  };
}

function readSession(found: Fields): SessionSheet {
  const frames = found.inner("frames");
  const [width = 0, height = 0] = found.numbers("picture", 2, 1).map(Math.trunc);
  return {
    mirror: oneOf(found, "mirror", MIRRORS),
    mirrored: found.flag("mirrored"),
    yawDeg: found.integer("yaw_deg", -90, 90),
    lagMs: found.number("lag_ms"),
    speed: found.number("speed", 0),
    picture: [width, height],
    parts: found.numbers("parts", { most: MAX_PARTS }, 1).map(Math.trunc),
    frames: {
      taken: frames.integer("taken", 0),
      unordered: frames.integer("unordered", 0),
      unseen: frames.integer("unseen", 0),
      several: frames.integer("several", 0),
      rateHz: maybe(frames, "rate_hz", 0),
    },
  };
}

/** What parts and the total have both. */
function readMeans(found: Fields, most: number) {
  return {
    score: maybe(found, "score", LOWEST, HIGHEST),
    raw: maybe(found, "raw", 0, ONE),
    shape: maybe(found, "shape", 0, ONE),
    timing: maybe(found, "timing", 0, ONE),
    judged: found.integer("judged", 0, most),
  };
}

function readTotal(found: Fields): TotalSheet {
  return {
    ...readMeans(found, MOST_STEPS),
    medal: found.has("medal") ? oneOf(found, "medal", MEDALS) : null,
    steps: found.integer("steps", 0, MOST_STEPS),
  };
}

function readPart(found: Fields): PartSheet {
  const count = (key: string) => (found.has(key) ? found.integer(key, 1, STEPS_PER_PART) : null);
  return {
    part: found.integer("part", 1, MAX_PARTS),
    name: found.has("name") ? found.text("name", { longest: MAX_NAME }) : null,
    ...readMeans(found, STEPS_PER_PART),
    lateMs: maybe(found, "late_ms"),
    amplitude: maybe(found, "amplitude", 0),
    best: count("best"),
    worst: count("worst"),
    costly: found.has("costly") ? oneOf(found, "costly", JOINTS) : null,
  };
}

function readStep(found: Fields): StepSheet {
  const judged = found.flag("judged");
  const whyNot = found.has("why_not") ? oneOf(found, "why_not", REASONS) : null;
  if (judged === (whyNot !== null))
    found.refuse("why_not", "given where the step is not judged, and only there");
  const measured = (key: string) => (judged ? found.number(key) : null);
  return {
    part: found.integer("part", 1, MAX_PARTS),
    count: found.integer("count", 1, STEPS_PER_PART),
    videoS: found.number("video_s"),
    ...{ judged, whyNot, score: measured("score"), raw: measured("raw"), shape: measured("shape") },
    ...{ timing: measured("timing"), pose: measured("pose"), motion: measured("motion") },
    ...{ energy: measured("energy"), amplitude: measured("amplitude"), lateMs: measured("late_ms") },
    costs: judged ? readCosts(found.inner("costs")) : null,
    differences: judged ? readDifferences(found.inner("differences")) : null,
  };
}

function readCosts(found: Fields): Readonly<Record<CostName, number>> {
  return Object.fromEntries(COSTS.map((name) => [name, found.number(name, 0, 1)])) as Record<
    CostName,
    number
  >;
}

function readDifferences(found: Fields): Readonly<Record<FeatureName, Difference>> {
  const read = (name: FeatureName, at: number): Difference => {
    if (!found.has(name)) return null;
    if (at < ANGLES.length) return found.number(name, -1, 1);
    const [across = 0, down = 0] = found.numbers(name, 2);
    return [across, down];
  };
  return Object.fromEntries(FEATURE_NAMES.map((name, at) => [name, read(name, at)])) as Record<
    FeatureName,
    Difference
  >;
}

function readWarning(found: Fields): SheetWarning {
  return {
    code: found.text("code", { longest: 80 }),
    lagMs: maybe(found, "lag_ms"),
    share: maybe(found, "share"),
    rateHz: maybe(found, "rate_hz"),
  };
}

function readPlace(found: Fields, key: string): StepPlace | null {
  if (!found.has(key)) return null;
  const place = found.inner(key);
  return { part: place.integer("part", 1, MAX_PARTS), count: place.integer("count", 1, STEPS_PER_PART) };
}

function readManifest(found: Fields): string | null {
  if (!found.has("manifest")) return null;
  const sha256 = found.text("manifest", { longest: 64 });
  if (!SHA256.test(sha256)) found.refuse("manifest", "64 lower-case hexadecimal digits");
  return sha256;
}

function readSpan(found: Fields): NotSeen {
  const what = oneOf(found, "what", ["camera", "dancer", ...LIMBS] as const);
  return { fromS: found.number("from_s"), toS: found.number("to_s"), what };
}

function maybe(found: Fields, key: string, low?: number, high?: number): number | null {
  return found.has(key) ? found.number(key, low, high) : null;
}

function oneOf<Known extends string>(found: Fields, key: string, known: readonly Known[]): Known {
  const value = found.text(key, { longest: 80 });
  const one = known.find((each) => each === value);
  if (one === undefined) found.refuse(key, `one of ${known.join(", ")}`);
  return one;
}
