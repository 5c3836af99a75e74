/** Which net is here, and which one will do in place of another. Must not measure them. */

import { bytesToFetch, hasModel, loadModel } from "../app/models";
import type { ModelName } from "./messages";

/** A net's file, and which one it is. */
export interface Net {
  readonly model: ModelName;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The smaller one is brought, though the better one be here: it is what a device falls back on, maybe without a network.
 * Throws a `NetError` where no net is here then.
 */
export async function bringNet(): Promise<void> {
  if (await hasModel("lite")) return;
  await loadModel("lite").catch(async (error: unknown) => {
    if (!(await hasModel("full"))) throw error;
  });
}

/** How much that will be; null where nothing is to be brought, or the server has none. */
export function bytesToBring(): Promise<number | null> {
  return bytesToFetch("lite");
}

/** That net; where it cannot be had now, the other one, if it is here. Throws a `NetError` where neither can. */
export async function netOr(model: ModelName): Promise<Net> {
  try {
    return { model, bytes: await loadModel(model) };
  } catch (error) {
    const other = model === "lite" ? "full" : "lite";
    if (!(await hasModel(other))) throw error;
    return { model: other, bytes: await loadModel(other) };
  }
}
