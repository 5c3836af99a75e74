/** What the screens call of the graph. */

export { type Camera, CameraError, type CameraFault, openCamera } from "./camera";
export { type Asked, beginDance, type Dance } from "./dance";
export type { CameraFrame } from "./frames";
export type { Stage } from "./graph";
export type { BeginRecorder, Recorder } from "./recording";
export * from "./types";
export { watchBody } from "./watching";
