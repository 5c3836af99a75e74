/** Where the nets and the library's files come from: our own origin. */

import wasmLoaderPath from "@mediapipe/tasks-vision/vision_wasm_module_internal.js?url";
import wasmBinaryPath from "@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url";
import type { Fileset, ModelName } from "./messages";

export const VISION: Fileset = { wasmLoaderPath, wasmBinaryPath };

export async function loadModel(model: ModelName): Promise<Uint8Array> {
  const answer = await fetch(`${import.meta.env.BASE_URL}models/pose_${model}.task`);
  if (!answer.ok) throw new Error(`The net is not there: ${answer.status}.`);
  return new Uint8Array(await answer.arrayBuffer());
}
