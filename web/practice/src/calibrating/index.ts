/** By how much this device is late, and whether anybody has measured it. */

import { presentOutput } from "./output";
import { calibratedFor, latencyFor } from "./store";

export { lookAtOutput, type Output, watchOutput } from "./output";

/** Seconds, for the output in use; a usual guess where nobody calibrated it. */
export function latencyOf(): number {
  return latencyFor(presentOutput());
}

/** Has the output in use been calibrated on this device? */
export function isCalibrated(): boolean {
  return calibratedFor(presentOutput()) !== null;
}
