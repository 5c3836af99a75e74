/** The vision library's own program and its loader: of this build, from this server. */

import wasmLoaderPath from "@mediapipe/tasks-vision/vision_wasm_module_internal.js?url";
import wasmBinaryPath from "@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url";

export const VISION = { wasmLoaderPath, wasmBinaryPath } as const;
