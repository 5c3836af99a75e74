/**
 * Scores a practice: a class pack's routine and poses, the learner's poses as they come, in; feedback and a sheet out.
 *
 * Pure: no clock, no files, no network, no page. docs/scoring.md of the project tells the method.
 */

export {
  jsonNameOf,
  PARAMETER_NAMES,
  PARAMETER_RANGES,
  type ParameterName,
  type Parameters,
  parametersAsJson,
  readParameters,
} from "../classpack/parameters.ts";
export { type Medal, medalOf, scoreOf } from "./curve.ts";
export type { Event, Feedback, Judgement, PartSummary } from "./events.ts";
export type { Grid } from "./grid.ts";
export { type Mirror, otherSide } from "./hypotheses.ts";
export { LAGS } from "./matching.ts";
export type { Table } from "./measuring.ts";
export { DEFAULTS, readParametersFile } from "./parameters.ts";
export { type Reference, referenceOf, type StepReference } from "./reference.ts";
export { replay } from "./replay.ts";
export { Session, type SessionOptions } from "./session.ts";
export * from "./sheet.ts";
export { MAX_SHEET_BYTES, readSheet, sheetAsJson, sheetToJson } from "./sheet_files.ts";
export { JOINTS } from "./summary.ts";
export { type Advice, type Language, wordsOf } from "./words.ts";
