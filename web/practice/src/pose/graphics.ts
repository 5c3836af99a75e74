/** Has this device a graphics processor that is one, rather than a program that pretends to be? */

const PRETENDED = /swiftshader|llvmpipe|software|basic render/i;

export function hasGraphics(): boolean {
  const context = new OffscreenCanvas(1, 1).getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (!context) return false;
  const told = context.getExtension("WEBGL_debug_renderer_info");
  const name = told ? String(context.getParameter(told.UNMASKED_RENDERER_WEBGL)) : "";
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return !PRETENDED.test(name);
}
