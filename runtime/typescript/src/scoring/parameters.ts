/** The parameters that classes are scored by which bring none of their own: calibrated by `make calibrate`. */

import { readObject } from "../classpack/fields.ts";
import { type Parameters, readParameters } from "../classpack/parameters.ts";
import calibrated from "./parameters.json" with { type: "json" };

const MAX_BYTES = 64 * 1024;

/**
 * The parameters that a file holds, as `parameters.json` beside this. Throws a `MalformedError` where it is not such a
 * file, an `UnsupportedFormatError` where it is of another version.
 */
export function readParametersFile(bytes: Uint8Array): Parameters {
  return readParameters(readObject(bytes, "parameters of scoring", MAX_BYTES));
}

export const DEFAULTS: Parameters = readParametersFile(new TextEncoder().encode(JSON.stringify(calibrated)));
