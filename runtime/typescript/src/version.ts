/** Which runtime this is. */

/** As package.json says. */
export const RUNTIME_VERSION = "0.2.0";

/**
 * What this runtime can do, as `min_runtime` of a manifest counts it: one number that rises when a pack may ask for
 * something that older runtimes lack.
 */
export const RUNTIME_LEVEL = 2;
